"""A survey in words of its own: how many clicks it takes, what is asked, and what is told before anything changes."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from db import tables
from db.session import open_read_session
from impact.model import Direction, Level, Who
from pages.ui.language import escape_markdown
from tests.pages.bringing import chosen, here, number, questions, texts
from tests.pages.doors import press

SURVEY = (Path(__file__).parent.parent / "data" / "survey-40.csv").read_bytes()
MOST_CLICKS = 12
HEAD = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs"


class Clicks:
    """A person at the Data screen; counts each choice and each press, the choice of the file too."""

    def __init__(self, who: Who, content: bytes) -> None:
        self.screen: AppTest = chosen(who, content, "survey-40.csv")
        self.count = 1

    def press(self, key: str) -> None:
        press(self.screen, key)
        self.count += 1

    def choose(self, key: str, meaning: str) -> None:
        self.screen.selectbox(key=f"data_value_{key}").set_value(meaning).run()
        assert not self.screen.exception
        self.count += 1


def lists(*told: str) -> bytes:
    return "\n".join((HEAD, *told)).encode()


def test_a_survey_of_forty_rows_comes_in_whole_in_twelve_clicks(engine: Engine, who: Who) -> None:
    person = Clicks(who, SURVEY)
    person.press("data_next")
    assert questions(person.screen) == [
        "Niemand (2 rijen)", "(leeg) (2 rijen)", "(leeg) (1 rij)", "(leeg) (2 rijen)",
    ]  # fmt: skip
    person.choose("ring_niemand", "Scholen")
    person.choose("ring_", "Scholen")
    person.choose("level_", "1")
    person.choose("rung_", "1")
    person.press("data_next")
    person.press("data_take_in")
    assert person.count <= MOST_CLICKS
    seen = tables.Observation
    rings = select(tables.Ring.name).join(tables.Theme).join(seen, seen.theme_id == tables.Theme.id)
    with open_read_session(engine) as session:
        rows = list(session.scalars(select(seen)))
        assert Counter(session.scalars(rings)) == {
            "Leerlingen en studenten": 11, "Docenten": 10, "Scholen": 12, "Curriculum": 7,
        }  # fmt: skip
    assert Counter(row.direction for row in rows) == {
        Direction.POSITIVE: 21, Direction.NO_CHANGE: 9, Direction.NEGATIVE: 7, Direction.MIXED: 3,
    }  # fmt: skip
    assert {row.level for row in rows if row.direction is Direction.NO_CHANGE} == {Level.NOTHING_YET}
    assert min(row.seen_on for row in rows) == date(2026, 1, 5)


def test_the_preview_counts_what_comes_in_by_ring_and_direction(engine: Engine, who: Who) -> None:
    screen = here(
        chosen(
            who,
            lists(
                "2026-03-12;Docenten;;Docenten maken samen lessen.;positief;2;3",
                "ooit;Docenten;;De werkdruk nam toe.;negatief;2;3",
                "ooit;Scholen;;Het rooster botst.;negatief;2;3",
            ),
        )
    )
    outcomes = screen.table[0].value
    assert outcomes.values.tolist() == [
        ["Docenten", "positief", "1", "0", ""],
        ["Docenten", "negatief", "0", "1", escape_markdown("Kan niet mee (1): wanneer")],
        ["Scholen", "negatief", "0", "1", escape_markdown("Kan niet mee (1): wanneer")],
    ]
    assert 'van de richting "negatief" komt niets binnen' in texts(screen)
    screen.pills(key="data_verdict_direction").set_value(Direction.NEGATIVE).run()
    rows = next(one.value for one in screen.dataframe if "Wat ermee gebeurt" in one.value.columns)
    assert rows["Wat is er veranderd"].tolist() == ["De werkdruk nam toe.", "Het rooster botst."]


def test_more_rings_than_fit_are_said_before_the_preview_with_a_way_back(engine: Engine, who: Who) -> None:
    told = [f"2026-03-12;Groep {at};;Er is iets veranderd {at}.;positief;2;3" for at in range(5)]
    screen = here(chosen(who, lists(*told)))
    for at in range(5):
        screen.selectbox(key=f"data_value_ring_groep {at}").set_value(f"Groep {at}").run()
    press(screen, "data_next")
    assert "Dat worden 9 ringen. Er passen er 8." in texts(screen)
    assert not [one for one in screen.button if one.key == "data_take_in"]
    screen.selectbox(key="data_value_ring_groep 4").set_value("Docenten").run()
    press(press(screen, "data_next"), "data_take_in")
    assert number(engine) == 5


def test_more_rings_than_fit_in_a_collaboration_of_its_own_are_asked_too(engine: Engine, who: Who) -> None:
    told = [f"2026-03-12;Groep {at};;Er is iets veranderd {at}.;positief;2;3" for at in range(9)]
    screen = chosen(who, lists(*told))
    screen.radio(key="data_into").set_value("apart").run()
    assert "Dat worden 9 ringen. Er passen er 8." in texts(screen)
    screen.selectbox(key="data_value_ring_groep 8").set_value("\n").run()
    press(press(screen, "data_next"), "data_take_in")
    assert number(engine) == 8


@pytest.mark.parametrize("word", ["Niemand", "nobody", "Geen", "n.v.t.", "n/a", "-"])
@pytest.mark.parametrize("place", ["this", "apart"])
def test_nobody_is_never_a_new_ring(engine: Engine, who: Who, word: str, place: str) -> None:
    screen = chosen(who, lists(f"2026-03-12;{word};;Er merkte niemand iets.;negatief;2;3"))
    screen.radio(key="data_into").set_value(place).run()
    question = next(one for one in screen.selectbox if str(one.key).startswith("data_value_ring_"))
    assert question.value is None
    assert f"Nieuw: {word}" not in question.options


def test_several_answers_and_long_texts_are_asked_once_for_the_file(engine: Engine, who: Who) -> None:
    long = "Docenten maken samen lessen. " + "Dat deden ze eerst ieder voor zich. " * 9
    told = [f"2026-03-1{at};Docenten, Scholen;;{long}{at};positief;2;3" for at in range(2)]
    screen = here(chosen(who, lists(*told, "2026-03-12;Scholen;;De roosters lopen gelijk.;positief;2;3")))
    assert "In 2 rijen staan meer antwoorden in één cel" in screen.radio(key="data_answer_several:ring").label
    assert "In 2 rijen is de tekst te lang voor één zin" in screen.radio(key="data_answer_long:what").label
    press(press(screen, "data_next"), "data_take_in")
    with open_read_session(engine) as session:
        whats = Counter((row.what, bool(row.why)) for row in session.scalars(select(tables.Observation)))
    assert whats == {("Docenten maken samen lessen.", True): 4, ("De roosters lopen gelijk.", False): 1}


def test_of_several_answers_only_the_row_that_is_there_already_is_skipped(engine: Engine, who: Who) -> None:
    first = "2026-03-12;Scholen;;De roosters lopen gelijk.;positief;2;3"
    press(press(here(chosen(who, lists(first))), "data_take_in"), "data_report_done")
    screen = here(chosen(who, lists(first.replace("Scholen", "Docenten, Scholen"))))
    press(press(screen, "data_next"), "data_take_in")
    assert number(engine) == 2
    assert "1 rij stond er al en is overgeslagen." in texts(screen)


def test_a_file_without_names_is_asked_about_and_its_first_row_comes_in(engine: Engine, who: Who) -> None:
    told = (
        "12-03-2026;Docenten;Docenten maken samen lessen.;vooruit;op een paar plekken;zelf gezien",
        "13-03-2026;Docenten;De roosters lopen gelijk.;vooruit;bijna iedereen;gehoord",
    )
    screen = here(chosen(who, "\n".join(told).encode()))
    assert "Zijn dat de namen van de kolommen?" in screen.radio(key="data_named").label
    press(press(press(screen, "data_next"), "data_next"), "data_take_in")
    assert number(engine) == 2
