"""A day that was cleared is named as missing on every screen, and is never taken for today."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from db import tables
from db.session import open_read_session
from impact.model import MAX_PEOPLE_REACHED, Who
from impact.observation.observation_rules import EARLIEST_DAY
from pages.observation import draft
from pages.ui.language import CHOSEN_LANGUAGE_STATE, today
from tests.build import rings_of
from tests.pages.bringing import chosen, here
from tests.pages.doors import messages, open_page, press, texts
from tests.pages.logbook import PAGE as LOGBOOK
from tests.pages.logbook import click, kept, log

PAGES = Path(__file__).parent.parent.parent / "pages"
# Every file that asks for a day, and the test below that clears it; in a filter and for the end of a link, no day is
# an answer too.
ASKED_IN = {
    "ui/observation_form/fields.py": "test_an_observation_is_not_kept_without_its_day",
    "logbook/witness_section.py": "test_a_link_for_somebody_outside_is_not_made_without_its_last_day",
    "logbook/filter_fields.py": "test_a_filter_without_a_day_leaves_nothing_out",
    "timeline/milestone_form.py": "test_a_milestone_is_not_kept_without_its_day",
    "desired/theme_form.py": "test_a_wanted_level_is_not_kept_without_its_day",
    "data/import_columns.py": "test_one_day_for_all_rows_that_is_empty_is_named",
    "ui/feed_form.py": "test_a_link_for_a_program_without_a_last_day_stays_open",
}


def number(engine: Engine, table: type[tables.Base]) -> int:
    with open_read_session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def typed(engine: Engine, who: Who) -> AppTest:
    """The form to log something, with everything in it that is needed."""
    with open_read_session(engine) as session:
        ring = rings_of(session, who)[1]
    app = open_page(who, "pages/observation/screen.py")
    app.text_area(key="log_what").set_value("Docenten geven samen les.")
    app.button_group(key="log_ring").set_value(ring.id).run()
    app.button_group(key=f"log_theme_{ring.id}").set_value(ring.themes[0].id)
    app.button_group(key="log_level").set_value(2)
    app.button_group(key="log_rung").set_value(2)
    return app


def test_every_field_for_a_day_has_a_test_here_and_none_becomes_today() -> None:
    sources = {file.relative_to(PAGES).as_posix(): file.read_text(encoding="utf-8") for file in PAGES.rglob("*.py")}
    asking = {name for name, source in sources.items() if re.search(r"\b(ask_for_day|date_input)\(", source)}
    assert asking == {*ASKED_IN, "ui/day_field.py"}
    # A field with a default keeps its last day when it is cleared in a browser, and says nothing.
    fields = re.findall(r"date_input\(.{0,60}", "".join(sources.values()), re.DOTALL)
    assert [field for field in fields if "value=None" not in field] == []
    assert [name for name in ASKED_IN.values() if name not in globals()] == []
    assert [name for name, source in sources.items() if re.search(r"return .*(or|else) today\(\)", source)] == []


@pytest.mark.parametrize("button", ["save_button", "draft_button"])
def test_an_observation_is_not_kept_without_its_day(engine: Engine, who: Who, button: str) -> None:
    app = typed(engine, who)
    app.date_input(key="log_seen_on").set_value(None).run()
    press(app, button)
    assert messages(app) == "Wanneer: vul dit nog in."
    assert number(engine, tables.Observation) == 0
    assert app.text_area(key="log_what").value == "Docenten geven samen les."
    app.date_input(key="log_seen_on").set_value(date(2026, 3, 12))
    press(app, button)
    with open_read_session(engine) as session:
        assert session.scalars(select(tables.Observation.seen_on)).all() == [date(2026, 3, 12)]


def test_an_observation_is_not_changed_without_its_day(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen", seen_on=date(2026, 3, 12))
    app = click(open_page(who, LOGBOOK, o=made), "Wijzigen")
    app.date_input(key="logbook_fields_seen_on").set_value(None).run()
    press(app, "logbook_save")
    assert messages(app) == "Wanneer: vul dit nog in."
    assert kept(engine, who, made).details.seen_on == date(2026, 3, 12)


def test_a_cleared_day_is_still_empty_in_a_restored_draft(
    engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typed(engine, who)
    app.date_input(key="log_seen_on").set_value(None).run()
    (component,) = [one for one in app.get("bidi_component") if "draft" in one.proto.component_name]
    state = {CHOSEN_LANGUAGE_STATE: "nl", draft.COMPONENT_KEY: {"restored": json.loads(component.proto.json)}}
    monkeypatch.setattr("streamlit.session_state", state)
    draft._restore_draft("log", (), {})
    assert (state["log_what"], state.get("log_seen_on", "today")) == ("Docenten geven samen les.", None)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("seen_on", "1949-12-31", EARLIEST_DAY),
        ("seen_on", "9999-12-31", today()),
        ("seen_on", "2026-02-30", None),
        ("reached", MAX_PEOPLE_REACHED, MAX_PEOPLE_REACHED),
        ("reached", MAX_PEOPLE_REACHED + 1, None),
        ("reached", -1, None),
        ("reached", True, None),
    ],
)
def test_a_draft_restores_no_day_or_number_outside_its_limits(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object, expected: object
) -> None:
    restored = {"values": {f"log_{name}": value}}
    state = {CHOSEN_LANGUAGE_STATE: "nl", draft.COMPONENT_KEY: {"restored": restored}}
    monkeypatch.setattr("streamlit.session_state", state)
    draft._restore_draft("log", (), {})
    assert state.get(f"log_{name}") == expected


def test_a_milestone_is_not_kept_without_its_day(engine: Engine, who: Who) -> None:
    log(engine, who, "Docenten delen lessen")
    app = press(open_page(who, "pages/timeline/screen.py"), "timeline_add")
    app.text_input(key="milestone_title").set_value("Open dag")
    app.date_input(key="milestone_on").set_value(None)
    press(app, "milestone_save")
    assert [one.value for one in app.error] == ["Wanneer: vul dit nog in."]
    assert number(engine, tables.Milestone) == 0
    assert app.text_input(key="milestone_title").value == "Open dag"


def test_a_wanted_level_is_not_kept_without_its_day(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        theme = rings_of(session, who)[0].themes[0].id
    app = press(open_page(who, "pages/desired/screen.py"), f"theme_change_{theme}")
    app.date_input(key=f"want_from_{theme}").set_value(None)
    app.selectbox(key=f"want_level_{theme}").set_value(3.0)
    press(app, f"want_save_{theme}")
    assert messages(app) == "Vanaf: vul dit nog in."
    assert number(engine, tables.WantedStep) == 0


def test_a_link_for_somebody_outside_is_not_made_without_its_last_day(engine: Engine, who: Who) -> None:
    app = open_page(who, LOGBOOK, o=log(engine, who, "Docenten delen lessen"))
    app.text_input(key="witness_role").set_value("praktijkbegeleider")
    app.date_input(key="witness_until").set_value(None).run()
    press(app, "witness_make")
    assert "Geldig tot en met: vul dit nog in." in messages(app)
    assert number(engine, tables.Witness) == 0


def test_one_day_for_all_rows_that_is_empty_is_named(who: Who) -> None:
    screen = here(chosen(who, b"Doelgroep;Wat zag je veranderen?;Bewijs\nDocenten;Samen les.;3\n"))
    screen.selectbox(key="data_column_seen_on").set_value("\r").run()
    screen.date_input(key="data_fixed_seen_on").set_value(date(2026, 3, 12)).run()
    screen.date_input(key="data_fixed_seen_on").set_value(None).run()
    press(screen, "data_next")
    (warning,) = [one.value for one in screen.warning if "ontbreekt" in one.value]
    assert "Wanneer" in warning


def test_a_link_for_a_program_without_a_last_day_stays_open(engine: Engine, who: Who) -> None:
    log(engine, who, "Docenten delen lessen")
    app = open_page(who, LOGBOOK)
    app.text_input(key="logbook_feed_new_label").set_value("BI")
    app.date_input(key="logbook_feed_new_until").set_value(today() + timedelta(days=3)).run()
    app.date_input(key="logbook_feed_new_until").set_value(None).run()
    press(app, "logbook_feed_new_make")
    with open_read_session(engine) as session:
        assert session.scalars(select(tables.Feed.until)).all() == [None]


def test_a_filter_without_a_day_leaves_nothing_out(engine: Engine, who: Who) -> None:
    log(engine, who, "Docenten delen lessen", seen_on=date(2026, 3, 12))
    app = open_page(who, LOGBOOK, since="2026-04-01")
    assert "Docenten delen lessen" not in texts(app)
    app.date_input(key="find_since").set_value(None).run()
    assert "Docenten delen lessen" in texts(app)
