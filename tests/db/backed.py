"""What the tests of backups share: a report under an observation, and what stands in a database and in its files."""

from sqlalchemy import Engine, select

from db import tables
from db.copies import evidence_files
from db.copies.evidence_files import FolderStore
from db.session import open_read_session, open_write_session
from impact.model import Who
from impact.observation.evidence_files import accept_file
from tests.build import make_collaboration, make_observation

REPORT = accept_file(b"Verslag van het overleg.", "verslag.txt")


def with_report(engine: Engine, store: FolderStore) -> Who:
    """The coordinator of a collaboration with one observation, under which a report lies."""
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        make_observation(session, who, evidence=(evidence_files.save_evidence_file(store, REPORT),))
    return who


def seen(engine: Engine) -> set[str]:
    """The ids of every observation."""
    with open_read_session(engine) as session:
        return set(session.scalars(select(tables.Observation.id)))


def keys(store: FolderStore) -> set[str]:
    """The hashes of every file."""
    return {key for key, _ in store.list_contents()}
