"""An import that is not finished stays: on another page, after a reload, in a second tab, and its report too."""

import struct
import zlib
from base64 import b64decode

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import tables
from db.session import open_write_session
from impact.access import Role
from impact.importing.plan import row_checks
from impact.model import Who
from pages.data import import_progress
from pages.data.import_report import REPORT_KEY
from pages.data.import_storage import positions_from_text, positions_to_text
from tests.build import make_person
from tests.pages.bringing import PAGE, chosen, downloads, here, number, opened, take_in, texts
from tests.pages.doors import press

HEAD = "Datum;Doelgroep;Wat zag je veranderen?;Richting;Niveau;Bewijs"
LINES = (
    "2026-03-12;Buurt;Docenten maken samen lessen.;vooruit;2;3",
    "2026-03-13;Docenten;Het rooster botst.;achteruit;2;3",
    "ooit;Docenten;De werkdruk nam toe.;achteruit;2;3",
)
FILE = "\n".join((HEAD, *LINES)).encode()


def words(who: Who) -> AppTest:
    """The words step, with one word chosen that nobody would propose."""
    screen = here(chosen(who, FILE))
    if [one for one in screen.button if one.key == "data_next"] and "Welke kolom is wat?" in texts(screen):
        press(screen, "data_next")
    screen.selectbox(key="data_value_ring_buurt").set_value("Curriculum").run()
    return screen


def is_as_it_was(screen: AppTest) -> bool:
    return screen.selectbox(key="data_value_ring_buurt").value == "Curriculum" and "lijst\\.csv" in texts(screen)


def test_an_import_is_still_there_after_a_visit_to_another_page(engine: Engine, who: Who) -> None:
    screen = words(who)
    screen.switch_page("pages/home/screen.py").run()
    screen.switch_page(PAGE).run()
    assert not screen.exception
    assert is_as_it_was(screen)


def test_an_import_is_still_there_after_a_reload_and_comes_in(engine: Engine, who: Who) -> None:
    words(who)
    again = opened(who)
    assert is_as_it_was(again)
    press(again, "data_next")
    assert "1 rij kan niet mee" in texts(again)
    third = take_in(opened(who))
    assert number(engine) == 2
    assert "2 waarnemingen zijn binnen." in texts(third)


def test_the_report_and_its_refused_rows_survive_a_reload(engine: Engine, who: Who) -> None:
    before = take_in(press(words(who), "data_next")).session_state[REPORT_KEY]
    again = opened(who)
    assert "2 waarnemingen zijn binnen." in texts(again)
    assert downloads(again)[:2] == ["Niet binnengehaalde rijen (CSV)", "Niet binnengehaalde rijen (Excel)"]
    after = again.session_state[REPORT_KEY]
    assert after.refused.rows == before.refused.rows == ((4, tuple(LINES[2].split(";"))),)
    assert after.remarks == before.remarks
    press(again, "data_report_done")
    assert number(engine, tables.ImportDraft) == 0
    assert opened(who).file_uploader


def test_an_import_that_was_cut_off_goes_on_after_a_reload_where_it_was(
    engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_progress, "split_into_pieces", lambda told: row_checks.split_into_pieces(told, 40))
    screen = here(chosen(who))
    screen.checkbox(key="data_allow").check().run()
    real, done = import_progress.save_piece, []

    def take_piece(*told: object, **named: object) -> None:
        if done:
            raise RuntimeError("the server stops here")
        done.append(real(*told, **named))  # type: ignore[arg-type]

    monkeypatch.setattr(import_progress, "save_piece", take_piece)
    take_in(screen)
    monkeypatch.setattr(import_progress, "save_piece", real)
    again = opened(who)
    assert "Er zijn 40 van de 105 waarnemingen binnen." in texts(again)
    press(again, "data_go_on")
    assert number(engine) == 105
    assert "105 waarnemingen zijn binnen." in texts(again)


def test_two_tabs_of_one_person_bring_a_file_in_once(engine: Engine, who: Who) -> None:
    first = press(words(who), "data_next")
    second = opened(who)
    take_in(second)
    assert number(engine) == 2
    first.button(key="data_take_in").click().run()
    assert not first.exception
    assert number(engine) == 2
    assert "2 waarnemingen zijn binnen." in texts(first)


def test_what_was_thrown_away_in_one_tab_is_gone_in_the_other(engine: Engine, who: Who) -> None:
    first = words(who)
    press(opened(who), "data_another")
    first.selectbox(key="data_value_ring_buurt").set_value("Scholen").run()
    assert not first.exception
    assert first.file_uploader
    assert number(engine, tables.ImportDraft) == 0


def test_an_import_is_shown_to_nobody_but_who_began_it(engine: Engine, who: Who) -> None:
    words(who)
    with open_write_session(engine) as session:
        colleague = make_person(session, who.collaboration_id, Role.COORDINATOR)
    screen = opened(colleague)
    assert screen.file_uploader
    assert "lijst\\.csv" not in texts(screen)


def test_positions_of_rows_are_stored_alike_on_every_machine() -> None:
    text = positions_to_text([5_000_000_000, 3])
    assert zlib.decompress(b64decode(text)) == struct.pack("=2q", 3, 5_000_000_000)
    assert positions_from_text(text) == {3, 5_000_000_000}
