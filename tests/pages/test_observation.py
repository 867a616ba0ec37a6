"""Logging as somebody does it: one sentence and three taps, and what comes after."""

from datetime import date

from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from db import people, tables
from db.observations import records
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Ring, State, Who
from tests.build import make_observation, make_person, rings_of
from tests.pages.doors import open_page, texts

PAGE = "pages/observation/screen.py"
SENTENCE = "Docenten geven elkaars lessen en bespreken ze na."


def ring(engine: Engine, who: Who, name: str = "Docenten") -> Ring:
    with open_read_session(engine) as session:
        return next(one for one in rings_of(session, who) if one.name == name)


def typed(engine: Engine, who: Who, what: str = SENTENCE) -> AppTest:
    app = open_page(who, PAGE)
    app.text_area(key="log_what").set_value(what)
    chosen = ring(engine, who)
    app.button_group(key="log_ring").set_value(chosen.id).run()
    app.button_group(key=f"log_theme_{chosen.id}").set_value(chosen.themes[0].id)
    app.button_group(key="log_level").set_value(3)
    app.button_group(key="log_rung").set_value(2)
    return app


def kept(engine: Engine) -> list[tables.Observation]:
    with open_read_session(engine) as session:
        return list(session.scalars(select(tables.Observation)))


def test_one_sentence_and_three_taps_are_enough(engine: Engine, who: Who) -> None:
    app = typed(engine, who)
    app.button(key="save_button").click().run()
    (row,) = kept(engine)
    assert (row.what, row.level, row.rung, row.state, row.created_by) == (SENTENCE, 3, 2, State.SHARED, who.person_id)
    assert "Docenten" in texts(app)
    assert not app.error


def test_a_missing_tap_is_named_and_nothing_typed_is_lost(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    app.text_area(key="log_what").set_value(SENTENCE)
    app.button(key="save_button").click().run()
    assert "Voor wie?" in app.error[0].value
    assert app.text_area(key="log_what").value == SENTENCE
    assert kept(engine) == []


def test_personal_data_is_asked_about_before_it_is_kept(engine: Engine, who: Who) -> None:
    app = typed(engine, who, "Leerling Jan de Vries belt ons op 06-12345678.")
    app.button(key="save_button").click().run()
    assert kept(engine) == []
    assert app.warning
    app.button(key="log_privacy_keep_button").click().run()
    app.button(key="save_button").click().run()
    assert len(kept(engine)) == 1


def test_a_draft_is_kept_as_a_draft(engine: Engine, who: Who) -> None:
    app = typed(engine, who)
    app.button(key="draft_button").click().run()
    assert [row.state for row in kept(engine)] == [State.DRAFT]


def test_undo_takes_the_observation_back_into_the_form(engine: Engine, who: Who) -> None:
    app = typed(engine, who)
    app.button(key="save_button").click().run()
    app.button(key="undo_saved").click().run()
    assert kept(engine) == []
    assert app.text_area(key="log_what").value == SENTENCE
    assert app.button_group(key="log_level").value == 3


def test_another_begins_with_an_empty_sentence_in_the_same_ring(engine: Engine, who: Who) -> None:
    app = typed(engine, who)
    app.button(key="save_button").click().run()
    app.button(key="another").click().run()
    assert app.text_area(key="log_what").value == ""
    assert app.button_group(key="log_ring").value == ring(engine, who).id


def test_what_it_came_from_is_linked_as_a_ripple(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        cause = make_observation(session, who, what="Er is een vrije middag.", seen_on=date(2026, 3, 2))
    app = typed(engine, who)
    app.button(key="save_button").click().run()
    app.text_input(key="earlier_words").set_value("middag").run()
    app.radio(key="earlier_cause").set_value(cause).run()
    app.button(key="ripple_save").click().run()
    with open_read_session(engine) as session:
        (ripple,) = session.scalars(select(tables.Ripple))
    assert ripple.cause_observation_id == cause
    assert "Er is een vrije middag" in app.toast[-1].value


def test_earlier_observations_are_shown_with_their_day_and_ring(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        cause = make_observation(
            session, who, what="Er is een *vrije* middag.", ring="Scholen", seen_on=date(2026, 3, 2)
        )
        make_observation(session, who, what="De bus rijdt vaker.", seen_on=date(2026, 3, 4))
    app = typed(engine, who)
    app.button(key="save_button").click().run()
    app.text_input(key="earlier_words").set_value("middag").run()
    hits = app.radio(key="earlier_cause")
    assert (hits.options, hits.proto.captions) == (["Er is een \\*vrije\\* middag\\."], ["2 mrt 2026 · Scholen"])
    assert "1 gevonden" in texts(app)
    app.text_input(key="earlier_words").set_value("zwembad").run()
    assert "Niets gevonden" in app.info[0].value
    assert "earlier_cause" not in [one.key for one in app.radio]
    app.text_input(key="earlier_words").set_value("").run()
    assert len(app.radio(key="earlier_cause").options) == 2
    assert cause


def test_a_ripple_from_nothing_is_refused_in_words(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, seen_on=date(2026, 3, 2))
    app = typed(engine, who)
    app.button(key="save_button").click().run()
    app.button(key="ripple_save").click().run()
    assert "Eerdere waarneming of activiteit" in app.error[0].value


def test_the_very_first_observation_comes_from_nothing_that_was_seen(engine: Engine, who: Who) -> None:
    app = typed(engine, who)
    app.button(key="save_button").click().run()
    assert "Er is nog niets dat eerder is gezien" in texts(app)
    assert "ripple_save" not in [one.key for one in app.button]


def test_a_link_may_name_the_sector(engine: Engine, who: Who) -> None:
    chosen = ring(engine, who, "Scholen")
    app = open_page(who, PAGE, theme=chosen.themes[0].id)
    assert app.button_group(key="log_ring").value == chosen.id
    assert app.button_group(key=f"log_theme_{chosen.id}").value == chosen.themes[0].id


def test_a_viewer_is_told_so_and_sees_no_form(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    app = open_page(viewer, PAGE)
    assert "meekijker" in app.info[0].value
    assert not app.text_area


def test_a_stranger_is_asked_who_they_are_and_can_take_part(engine: Engine, who: Who) -> None:
    app = open_page(Who("", who.collaboration_id), PAGE)
    assert not app.text_area
    app.text_input(key="here_name").set_value("Sam")
    app.button(key="here_enter").click().run()
    with open_read_session(engine) as session:
        names = session.scalars(select(tables.Person.name)).all()
        assert "Sam" in names
        assert session.scalar(select(func.count()).select_from(tables.Membership)) == 2
        sam = session.scalar(select(tables.Person.id).where(tables.Person.name == "Sam")) or ""
        assert people.get_role(session, Who(sam, who.collaboration_id)) is Role.MEMBER
    assert app.text_area(key="log_what").value == ""


def test_no_change_asks_for_no_level(engine: Engine, who: Who) -> None:
    app = typed(engine, who)
    app.button_group(key="log_direction").set_value("no_change").run()
    app.button(key="save_button").click().run()
    (row,) = kept(engine)
    with open_read_session(engine) as session:
        assert int(records.get_observation(session, who, row.id).details.level) == 0


def test_who_goes_where_no_network_is_takes_a_sheet_along(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    assert [one.proto.label for one in app.get("download_button")] == ["Geen netwerk? Neem een invullijst mee"]
