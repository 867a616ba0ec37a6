"""What the tests of backups share: a report under an observation, and what stands in a database and in its files."""

from sqlalchemy import Engine, select

from db import files, tables
from db.files import Folder
from db.session import reading, writing
from impact.evidence import accepted
from impact.model import Who
from tests.build import make_collaboration, make_observation

REPORT = accepted(b"Verslag van het overleg.", "verslag.txt")


def with_report(engine: Engine, store: Folder) -> Who:
    """The coordinator of a collaboration with one observation, under which a report lies."""
    with writing(engine) as session:
        who = make_collaboration(session)
        make_observation(session, who, evidence=(files.keep(store, REPORT),))
    return who


def seen(engine: Engine) -> set[str]:
    """The ids of every observation."""
    with reading(engine) as session:
        return set(session.scalars(select(tables.Observation.id)))


def keys(store: Folder) -> set[str]:
    """The hashes of every file."""
    return {key for key, _ in store.kept()}
