"""An import that is not finished is kept for who began it and nobody else, until it is over or forgotten."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.copies.database_backup import back_up_database
from db.engine import open_engine
from db.imports import drafts
from db.session import open_write_session
from db.tables import ImportPhase
from db.types import get_utc_now
from impact.access import Act, Role, may
from impact.errors import BrokenFile, NotAllowed
from impact.model import Who
from tests.build import make_collaboration, make_person
from tests.ready import ready_database


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def keep(session: Session, who: Who, content: bytes = b"a;b") -> str:
    return drafts.save_import_draft(session, who, ImportPhase.MATCHING, "lijst.csv", content, {"step": "columns"})


def number(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(tables.ImportDraft)) or 0


def test_a_kept_import_comes_back_as_it_was_kept(session: Session, who: Who) -> None:
    id_ = keep(session, who)
    assert drafts.save_choices(session, who, id_, {"step": "values"})
    found = drafts.read_import_draft(session, who)
    assert found is not None
    assert (found.id, found.phase, found.file_name, found.content) == (id_, ImportPhase.MATCHING, "lijst.csv", b"a;b")
    assert (found.state, found.progress) == ({"step": "values"}, {})
    assert drafts.read_import_phase(session, who) == (id_, ImportPhase.MATCHING)


def test_each_person_has_one_draft_in_each_collaboration_and_sees_no_other(session: Session, who: Who) -> None:
    colleague = make_person(session, who.collaboration_id, Role.COORDINATOR)
    elsewhere = make_collaboration(session, name="Elders")
    first, second = keep(session, who), keep(session, who, b"c;d")
    keep(session, colleague)
    assert first != second
    assert number(session) == 2
    assert drafts.read_import_phase(session, elsewhere) is None
    assert not drafts.save_choices(session, colleague, second, {})
    drafts.delete_import_draft(session, colleague, second)
    found = drafts.read_import_draft(session, who)
    assert found is not None
    assert found.content == b"c;d"


def test_of_two_tabs_one_begins_the_import(session: Session, who: Who) -> None:
    id_ = keep(session, who)
    assert drafts.start_import_run(session, who, id_, {"tab": 1})
    assert not drafts.start_import_run(session, who, id_, {"tab": 2})
    assert not drafts.save_choices(session, who, id_, {"tab": 2})
    assert drafts.save_progress(session, who, id_, {"rows": 40})
    found = drafts.read_import_draft(session, who)
    assert found is not None
    assert (found.phase, found.state, found.progress) == (ImportPhase.RUNNING, {"tab": 1}, {"rows": 40})
    assert drafts.stop_import_run(session, who, id_)
    assert drafts.read_import_phase(session, who) == (id_, ImportPhase.MATCHING)


def test_a_tab_with_an_earlier_draft_does_not_change_the_new_one(session: Session, who: Who) -> None:
    earlier = keep(session, who)
    later = keep(session, who, b"c;d")
    assert not drafts.save_choices(session, who, earlier, {"step": "preview"})
    assert not drafts.start_import_run(session, who, earlier, {})
    drafts.delete_import_draft(session, who, earlier)
    assert drafts.read_import_phase(session, who) == (later, ImportPhase.MATCHING)


def test_an_import_left_alone_for_too_long_is_gone_for_everybody(session: Session, who: Who) -> None:
    keep(session, who)
    session.execute(
        update(tables.ImportDraft).values(updated_at=get_utc_now() - drafts.MAX_DRAFT_AGE - timedelta(hours=1))
    )
    assert drafts.read_import_draft(session, who) is None
    keep(session, make_collaboration(session, name="Elders"))
    assert number(session) == 1


def test_an_import_goes_with_its_collaboration(session: Session, who: Who) -> None:
    keep(session, who)
    collaborations.remove_collaboration(session, who)
    assert number(session) == 0


def test_a_file_that_is_too_large_is_not_kept(session: Session, who: Who) -> None:
    with pytest.raises(BrokenFile) as refused:
        keep(session, who, b"x" * (drafts.MAX_CONTENT_BYTES + 1))
    assert refused.value.facts["reason"] == "too_big"


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Act.MANAGE)])
def test_who_may_not_bring_in_keeps_no_import_and_reads_none(session: Session, who: Who, role: Role) -> None:
    other = make_person(session, who.collaboration_id, role)
    with pytest.raises(NotAllowed):
        keep(session, other)
    with pytest.raises(NotAllowed):
        drafts.read_import_draft(session, other)


def test_a_backup_holds_no_import_that_is_not_finished(tmp_path: Path) -> None:
    opened = open_engine(ready_database(tmp_path / "rimpel.db"))
    with open_write_session(opened) as session:
        keep(session, make_collaboration(session), b"Een heel bijzonder bestand;")
    copied = back_up_database(opened, tmp_path / "copy.db")
    opened.dispose()
    assert copied.collaborations == 1
    assert b"Een heel bijzonder bestand" not in copied.file.read_bytes()
