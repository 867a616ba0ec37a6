"""A table of figures on the Data screen: pasted, looked at, given a place, kept, and undone as a whole."""

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import logbook
from db.imports import batches
from db.observation_filter import ObservationFilter
from db.session import open_read_session
from impact.model import Direction, EvidenceKind, Level, Observation, Rung, Who
from pages.ui.language import escape_markdown
from tests.build import rings_of
from tests.pages.doors import messages, open_page, texts

PAGE = "pages/data/screen.py"
TABLE = "Wat\t2023\t2024\nAangemelde studenten\t120\t128\nUitval\t12,5%\tveel\n"


def pasted(who: Who, table: str = TABLE) -> AppTest:
    app = open_page(who, PAGE)
    next(area for area in app.text_area if area.key.startswith("wide_text")).set_value(table).run()
    assert not app.exception
    return app


def choose(app: AppTest, at: int, **values: object) -> AppTest:
    for name, value in values.items():
        box = next(box for box in app.selectbox if box.key.endswith(f"_{at}_{name}") and box.key.startswith("wide"))
        box.set_value(value).run()
    assert not app.exception
    return app


def kept(engine: Engine, who: Who) -> tuple[Observation, ...]:
    with open_read_session(engine) as session:
        return logbook.find_observations(session, who, ObservationFilter())[0]


@pytest.fixture
def theme(engine: Engine, who: Who) -> str:
    with open_read_session(engine) as session:
        return next(ring for ring in rings_of(session, who) if ring.name == "Docenten").themes[0].id


def test_a_table_is_shown_first_and_changes_nothing(engine: Engine, who: Who) -> None:
    app = pasted(who)
    assert escape_markdown("Aangemelde studenten: van 120 (2023) naar 128 (2024).") in texts(app)
    assert "1 cel bevat geen bruikbaar cijfer" in messages(app)
    assert app.table[0].value.iloc[0].tolist() == ["3", "2024", "veel", escape_markdown("Dit is geen getal.")]
    app.button(key="wide_keep").click().run()
    assert "Kies eerst bij minstens één rij een gewenste impact." in messages(app)
    assert kept(engine, who) == ()


def test_rows_with_a_desired_impact_are_saved_with_their_figures(engine: Engine, who: Who, theme: str) -> None:
    app = choose(pasted(who), 0, theme=theme, direction=Direction.POSITIVE, level=Level.SEVERAL_PLACES)
    app.button(key="wide_keep").click().run()
    (one,) = kept(engine, who)
    assert (one.details.theme_id, one.details.rung, one.details.level) == (theme, Rung.DOCUMENT, Level.SEVERAL_PLACES)
    assert [(proof.kind, proof.text) for proof in one.details.evidence] == [
        (EvidenceKind.FIGURE, "Aangemelde studenten, 2023: 120"),
        (EvidenceKind.FIGURE, "Aangemelde studenten, 2024: 128"),
    ]
    with open_read_session(engine) as session:
        assert [batch.file_name for batch in batches.list_batches(session, who)] == ["geplakte cijfers"]
    next(button for button in app.button if button.label == "Ongedaan maken").click().run()
    assert kept(engine, who) == ()


def test_half_a_choice_is_asked_about_and_no_change_needs_no_level(engine: Engine, who: Who, theme: str) -> None:
    app = choose(pasted(who), 1, theme=theme)
    app.button(key="wide_keep").click().run()
    assert "Uitval: kies ook welke kant het op gaat en hoe ver het is." in messages(app)
    assert kept(engine, who) == ()
    choose(app, 1, direction=Direction.NO_CHANGE)
    app.button(key="wide_keep").click().run()
    assert kept(engine, who)[0].details.level is Level.NOTHING_YET


def test_figures_nobody_wished_for_go_to_unexpected(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        unexpected = rings_of(session, who)[2].themes[-1].id
    app = choose(pasted(who), 0, theme=unexpected, direction=Direction.MIXED, level=Level.FIRST_SIGNS)
    app.button(key="wide_keep").click().run()
    assert kept(engine, who)[0].details.theme_id == unexpected


def test_a_name_that_may_point_to_somebody_is_asked_about_first(engine: Engine, who: Who, theme: str) -> None:
    app = pasted(who, "Wat\t2023\nGebeld met 06 12345678\t3\n")
    choose(app, 0, theme=theme, direction=Direction.POSITIVE, level=Level.FIRST_SIGNS)
    app.button(key="wide_keep").click().run()
    assert kept(engine, who) == ()
    app.button(key="wide_privacy_keep_button").click().run()
    app.button(key="wide_keep").click().run()
    assert len(kept(engine, who)) == 1


@pytest.mark.parametrize(
    ("table", "says"), [("Naam\tKleur\nx\trood\n", "In deze tabel staan geen perioden"), ("2023\n", "In dit bestand")]
)
def test_a_table_that_cannot_be_used_gets_one_clear_sentence(who: Who, table: str, says: str) -> None:
    app = pasted(who, table)
    assert [one.value.startswith(says) for one in app.error] == [True]
