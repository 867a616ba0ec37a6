"""A whole collaboration out and in on the screens, and a backup put back: told first, done after it was sure."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from db import collaborations, tables
from db.copies import backup_zip, whole_export
from db.copies.evidence_files import open_store
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Who
from pages.ui.browser import PENDING_COOKIES
from pages.ui.language import CHOSEN_LANGUAGE_STATE
from pages.ui.visitor import COLLABORATION_COOKIE, PERSON_COOKIE
from tests.build import make_collaboration, make_observation, make_person
from tests.pages.doors import APP, open_page, texts

DATA, HOME = "pages/data/screen.py", "pages/home/screen.py"
ZIP = "application/zip"


def out(engine: Engine, who: Who) -> bytes:
    stream = BytesIO()
    with open_read_session(engine) as session:
        whole_export.write_collaboration(session, who, open_store(engine), stream)
    return stream.getvalue()


def backup(engine: Engine, tmp_path: Path) -> bytes:
    backup_zip.write_backup(engine, open_store(engine), tmp_path / "kopie.zip")
    return (tmp_path / "kopie.zip").read_bytes()


def choose(app: AppTest, key: str, content: bytes, name: str = "rimpel.zip") -> AppTest:
    found = next(one for one in app.file_uploader if one.key and one.key.startswith(key))
    found.set_value((name, content, ZIP)).run()
    assert not app.exception
    return app


def newcomer() -> AppTest:
    """The app as somebody sees it who was never here."""
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state[PENDING_COOKIES] = {PERSON_COOKIE: None, COLLABORATION_COOKIE: None, "rimpel_seen": None}
    app.session_state[CHOSEN_LANGUAGE_STATE] = "nl"
    return app.run()


def names(engine: Engine) -> list[str]:
    with open_read_session(engine) as session:
        return [one.name for one in collaborations.list_collaborations(session)]


def number(engine: Engine) -> int:
    with open_read_session(engine) as session:
        return session.scalar(select(func.count()).select_from(tables.Observation)) or 0


def errors(app: AppTest) -> str:
    return "\n".join(one.value for one in app.error)


@pytest.fixture
def logged(engine: Engine, who: Who) -> Who:
    with open_write_session(engine) as session:
        make_observation(session, who)
    return who


def test_a_file_is_shown_first_and_comes_in_beside_what_is_here_as_a_copy(engine: Engine, logged: Who) -> None:
    app = choose(open_page(logged, DATA), "whole_file", out(engine, logged))
    assert "Dit staat erin: **Leerroute Techniek**" in texts(app)
    assert "Deze samenwerking staat hier al" in app.info[0].value
    assert names(engine) == ["Leerroute Techniek"]
    app.text_input(key="whole_copy").set_value("Route in het klein")
    app.button(key="whole_take_in").click().run()
    assert not app.exception
    assert names(engine) == ["Leerroute Techniek", "Route in het klein"]
    assert number(engine) == 2


def test_a_file_that_is_something_else_is_told_in_one_sentence(engine: Engine, who: Who, tmp_path: Path) -> None:
    for content, said in ((b"iets", "is geen zip"), (backup(engine, tmp_path), "er niet hoort")):
        app = choose(open_page(who, DATA), "whole_file", content)
        assert said in errors(app)
        assert "whole_take_in" not in [one.key for one in app.button]


def test_it_comes_into_an_empty_pond_by_one_quiet_line(engine: Engine, logged: Who) -> None:
    content = out(engine, logged)
    with open_write_session(engine) as session:
        collaborations.remove_collaboration(session, logged)
    app = newcomer()
    app.button(key="start_from_file").click().run()
    choose(app, "whole_file", content)
    app.button(key="whole_take_in").click().run()
    assert "vul dit nog in" in errors(app)
    app.text_input(key="file_person").set_value("Nieuwe coördinator").run()
    app.button(key="whole_take_in").click().run()
    assert not app.exception
    assert (names(engine), number(engine)) == (["Leerroute Techniek"], 1)
    assert app.session_state[PENDING_COOKIES][COLLABORATION_COOKIE]
    with open_read_session(engine) as session:
        mine = session.scalars(select(tables.Membership)).one()
    assert (mine.role, mine.person_id) == (Role.COORDINATOR, app.session_state[PENDING_COOKIES][PERSON_COOKIE])


def test_into_an_empty_pond_a_backup_comes_back_and_into_a_full_one_not(
    engine: Engine, logged: Who, tmp_path: Path
) -> None:
    content = backup(engine, tmp_path)
    full = newcomer()
    full.button(key="start_from_file").click().run()
    assert len(full.file_uploader) == 1
    with open_write_session(engine) as session:
        collaborations.remove_collaboration(session, logged)
    app = newcomer()
    app.button(key="start_from_file").click().run()
    choose(app, "backup_file", content)
    app.text_input(key="backup_word").set_value("terugzetten")
    app.button(key="backup_go").click().run()
    assert not app.exception
    assert (names(engine), number(engine)) == (["Leerroute Techniek"], 1)


def test_there_is_a_way_back_from_the_file(engine: Engine) -> None:
    app = newcomer()
    app.button(key="start_from_file").click().run()
    app.button(key="welcome_file_back").click().run()
    assert "look_at_example" in [one.key for one in app.button]


def test_a_backup_is_told_first_and_put_back_after_the_word(engine: Engine, logged: Who, tmp_path: Path) -> None:
    content = backup(engine, tmp_path)
    with open_write_session(engine) as session:
        make_observation(session, logged)
    app = choose(open_page(logged, DATA, view="backup"), "backup_file", content)
    assert "Leerroute Techniek" in texts(app)
    assert "1 waarneming." in texts(app)
    app.button(key="backup_go").click().run()
    assert "Er staat iets anders dan terugzetten" in errors(app)
    assert number(engine) == 2
    app.text_input(key="backup_word").set_value("Terugzetten")
    app.button(key="backup_go").click().run()
    assert not app.exception
    assert "De reservekopie is teruggezet: 1 waarneming." in app.success[0].value
    assert "rimpel\\-replaced\\-" in texts(app)
    assert number(engine) == 1
    assert len(list(tmp_path.glob("rimpel-replaced-*.db"))) == 1
    app.button(key="backup_on").click().run()
    assert not app.exception


def test_what_is_no_backup_is_told(engine: Engine, logged: Who) -> None:
    for content, said in ((b"PK..", "niet helemaal aangekomen"), (b"iets", "geen reservekopie van Rimpel")):
        app = choose(open_page(logged, DATA, view="backup"), "backup_file", content)
        assert said in errors(app)
        assert "backup_go" not in [one.key for one in app.button]


def test_only_who_manages_everything_puts_a_backup_back(engine: Engine, logged: Who, tmp_path: Path) -> None:
    app = choose(open_page(logged, DATA, view="backup"), "backup_file", backup(engine, tmp_path))
    with open_write_session(engine) as session:
        make_collaboration(session, name="Van anderen")
    app.text_input(key="backup_word").set_value("terugzetten")
    app.button(key="backup_go").click().run()
    assert not app.success
    assert len(names(engine)) == 2
    assert "Je beheert ze niet allemaal" in texts(open_page(logged, DATA, view="backup"))


def test_a_member_comes_nowhere_near_it(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        member = make_person(session, who.collaboration_id)
    app = open_page(member, DATA)
    assert len(app.file_uploader) == 0
    assert not app.get("download_button")
