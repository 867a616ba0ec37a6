from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from db import collaborations, tables
from db.engine import URL_SETTING, open_engine
from db.session import reading, writing
from db.upgrade import upgrade
from impact.access import Role
from impact.exchange.sheet import Remark
from impact.model import Who
from pages.manage import _data_in
from pages.manage._data_remarks import SHOWN, as_file
from pages.ui import database
from pages.ui.browser import WAITING
from pages.ui.here import COLLABORATION, PERSON
from pages.ui.language import CHOSEN, plain
from tests.build import make_collaboration, make_person

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "tests" / "data" / "waarnemingen.csv"
NAME = "lijst.csv"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv(URL_SETTING, f"sqlite:///{tmp_path / 'rimpel.db'}")
    database.engine.clear()
    opened = open_engine()
    upgrade(opened)
    yield opened
    opened.dispose()
    database.engine().dispose()
    database.engine.clear()


@pytest.fixture
def who(engine: Engine) -> Who:
    with writing(engine) as session:
        return make_collaboration(session)


def opened(who: Who, language: str = "nl") -> AppTest:
    screen = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    screen.session_state[CHOSEN] = language
    screen.session_state[WAITING] = {PERSON: who.person_id, COLLABORATION: who.collaboration_id, "rimpel_seen": None}
    screen.run()
    screen.switch_page("pages/manage/data.py").run()
    assert not screen.exception
    return screen


def chosen(who: Who, content: bytes | None = None) -> AppTest:
    screen = opened(who)
    screen.file_uploader[0].set_value((NAME, FILE.read_bytes() if content is None else content, "text/csv")).run()
    assert not screen.exception
    return screen


def mangled() -> bytes:
    lines = FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[4] = lines[4].replace(";gemengd;", ";somber;")
    return "".join(lines).encode()


def number(engine: Engine, table: type[tables.Base] = tables.Observation) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def texts(screen: AppTest) -> str:
    return "\n".join(one.value for one in (*screen.markdown, *screen.caption, *screen.warning, *screen.error))


def take_in(screen: AppTest) -> AppTest:
    screen.button(key="data_take_in").click().run()
    assert not screen.exception
    return screen


def test_a_file_is_shown_first_and_changes_nothing(engine: Engine, who: Who) -> None:
    screen = chosen(who)
    assert "105 waarnemingen zijn goed te lezen." in texts(screen)
    assert "Minder schooluitval" in texts(screen)
    assert len(screen.dataframe[0].value) == 9
    assert number(engine) == 0


def test_new_desired_impact_is_asked_first(engine: Engine, who: Who) -> None:
    screen = take_in(chosen(who))
    assert "Er is niets overgenomen" in screen.error[0].value
    assert (number(engine), number(engine, tables.Collaboration)) == (0, 1)


def test_a_file_goes_into_a_collaboration_of_its_own_and_that_is_opened(engine: Engine, who: Who) -> None:
    screen = chosen(who)
    screen.text_input(key="data_apart_name").set_value("Echte bevindingen")
    screen.checkbox(key="data_allow").check()
    take_in(screen)
    assert number(engine) == 105
    with reading(engine) as session:
        mine = {one.name: one.id for one in collaborations.here(session, who.person_id)}
    assert set(mine) == {"Leerroute Techniek", "Echte bevindingen"}
    assert screen.session_state[WAITING][COLLABORATION] == mine["Echte bevindingen"]
    assert "105 waarnemingen" in texts(screen)


def test_a_file_may_go_into_this_collaboration_and_out_again_in_one_click(engine: Engine, who: Who) -> None:
    screen = chosen(who)
    screen.radio(key="data_into").set_value("this").run()
    screen.checkbox(key="data_allow").check()
    take_in(screen)
    assert (number(engine), number(engine, tables.Collaboration)) == (105, 1)
    next(one for one in screen.button if one.label == "Maak ongedaan").click().run()
    assert not screen.exception
    assert (number(engine), number(engine, tables.Batch)) == (0, 0)
    assert "Hier is nog niets uit een bestand gekomen" in texts(screen)


def test_undoing_a_collaboration_of_its_own_returns_to_the_other_one(engine: Engine, who: Who) -> None:
    screen = chosen(who)
    screen.checkbox(key="data_allow").check()
    take_in(screen)
    next(one for one in screen.button if one.label == "Maak ongedaan").click().run()
    assert not screen.exception
    assert (number(engine), number(engine, tables.Collaboration)) == (0, 1)


def test_refused_rows_are_shown_by_line_and_keep_the_rest_out_until_they_may_be_skipped(
    engine: Engine, who: Who
) -> None:
    screen = chosen(who, mangled())
    refused = screen.dataframe[0].value
    assert refused.iloc[0].tolist() == [5, "richting", "somber", "Dit woord ken ik hier niet."]
    screen.checkbox(key="data_allow").check()
    take_in(screen)
    assert "Er is niets overgenomen" in screen.error[0].value
    assert number(engine) == 0
    screen.checkbox(key="data_skip").check()
    take_in(screen)
    assert number(engine) == 104


def test_of_many_refused_rows_the_first_are_shown_and_all_can_be_downloaded(engine: Engine, who: Who) -> None:
    head, row = FILE.read_text(encoding="utf-8").splitlines()[:2]
    wrong = row.replace(row.split(";")[0], "ooit", 1)
    screen = chosen(who, "\n".join([head, *[wrong] * (SHOWN + 1)]).encode())
    assert len(screen.dataframe[0].value) == SHOWN
    assert "Download de hele lijst (CSV)" in [one.proto.label for one in screen.get("download_button")]


def test_refused_rows_as_a_file_hold_no_formula() -> None:
    told = as_file([Remark(5, "richting", "=1+1", "unknown_word", {})], "nl").decode("utf-8-sig")
    assert told.splitlines()[1] == "5;richting;'=1+1;Dit woord ken ik hier niet."


def test_another_file_is_never_taken_for_the_one_before(
    engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As after a run that was cut off between keeping the rows and letting go of the form.
    monkeypatch.setattr(_data_in, "spent", lambda name: None)
    screen = chosen(who)
    shorter = "\n".join(FILE.read_text(encoding="utf-8").splitlines()[:3]).encode()
    for content in (None, shorter):
        if content:
            screen.file_uploader[0].set_value(("korter.csv", content, "text/csv")).run()
        screen.radio(key="data_into").set_value("this").run()
        for box in screen.checkbox:
            box.check()
        take_in(screen)
    assert number(engine, tables.Batch) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 een werkblad", "Dit is een Excel-bestand"),
        (b"naam;kleur\nx;rood\n", "Op de eerste regel staan geen kolomnamen"),
        (b" \n", "Dit bestand is leeg"),
    ],
)
def test_a_broken_file_gets_one_clear_sentence(engine: Engine, who: Who, content: bytes, says: str) -> None:
    screen = chosen(who, content)
    assert [one.value.startswith(says) for one in screen.error] == [True]
    assert not [one for one in screen.button if one.key == "data_take_in"]


def test_another_file_starts_from_its_own_name_and_asks_anew(engine: Engine, who: Who) -> None:
    screen = chosen(who)
    screen.checkbox(key="data_allow").check().run()
    screen.file_uploader[0].set_value(("andere lijst.csv", FILE.read_bytes(), "text/csv")).run()
    assert screen.text_input(key="data_apart_name").value == "andere lijst"
    assert screen.checkbox(key="data_allow").value is False


def test_text_from_a_file_is_never_markdown(engine: Engine, who: Who) -> None:
    told = FILE.read_text(encoding="utf-8").replace("Minder schooluitval", "**[x](http://x)** $a$")
    assert plain("**[x](http://x)** $a$") in texts(chosen(who, told.encode()))


def test_a_refused_value_is_no_formula_when_its_table_is_downloaded(engine: Engine, who: Who) -> None:
    told = FILE.read_text(encoding="utf-8").replace(";gemengd;", ";=1+1;")
    assert set(chosen(who, told.encode()).dataframe[0].value.iloc[:, 2]) == {"'=1+1"}


def test_the_screen_is_complete_in_english(engine: Engine, who: Who) -> None:
    screen = opened(who, "en")
    assert [one.value for one in screen.header] == [
        "Bring in observations", "Brought in earlier", "Log sheet for on the road", "Take observations with you",
        "A link for Power BI or Excel", "Backup",
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_the_screen_is_closed_for_who_may_not_manage(engine: Engine, who: Who, role: Role) -> None:
    with writing(engine) as session:
        other = make_person(session, who.collaboration_id, role)
    screen = opened(other)
    assert not screen.header
    assert "Dit scherm is niet voor je rol" in screen.info[0].value


def test_a_log_sheet_is_offered_with_what_it_is_for(engine: Engine, who: Who) -> None:
    screen = opened(who)
    assert "Download de invullijst" in [one.proto.label for one in screen.get("download_button")]
    assert "Het werkt zonder netwerk" in texts(screen)
