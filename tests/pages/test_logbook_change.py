"""The logbook as somebody uses it: changing, judging, undoing, and two people at once."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from db import collaborations, observations, tables
from db.session import reading, writing
from impact.access import Role
from impact.model import Evidence, EvidenceKind, State, Who
from tests.build import TODAY
from tests.pages.doors import open_page, texts
from tests.pages.logbook import PAGE, buttons, click, colleague, kept, log, messages


@pytest.mark.parametrize(
    ("role", "own", "offered"),
    [
        (Role.VIEWER, False, []),
        (Role.MEMBER, False, []),
        (Role.MEMBER, True, ["Wijzigen", "Intrekken"]),
        (Role.COORDINATOR, False, ["Wijzigen", "Bevestigen", "Betwisten", "Intrekken"]),
    ],
)
def test_only_what_somebody_may_do_is_offered(
    engine: Engine, who: Who, role: Role, own: bool, offered: list[str]
) -> None:
    person = colleague(engine, who, role)
    made = log(engine, person if own else who, "Docenten delen lessen")
    assert buttons(open_page(person, PAGE, o=made))[1:] == offered


def test_judging_and_undoing_are_told_and_stand_in_the_history(engine: Engine, who: Who) -> None:
    made = log(engine, colleague(engine, who), "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Bevestigen")
    assert kept(engine, who, made).state is State.CONFIRMED
    assert "De waarneming is bevestigd." in messages(app)
    assert "Stand: gedeeld → **bevestigd**" in texts(app)
    click(app, "Laatste wijziging ongedaan maken")
    assert kept(engine, who, made).state is State.SHARED
    assert "Stand: bevestigd → **gedeeld**" in texts(app)
    assert app.expander[-1].label == "Geschiedenis: 2 keer gewijzigd"


def test_a_draft_is_shared_by_its_writer_and_a_withdrawn_one_comes_back(engine: Engine, who: Who) -> None:
    writer = colleague(engine, who)
    made = log(engine, writer, "Docenten delen lessen", state=State.DRAFT)
    app = click(open_page(writer, PAGE, o=made), "Delen")
    assert kept(engine, who, made).state is State.SHARED
    click(app, "Intrekken")
    assert kept(engine, who, made).state is State.WITHDRAWN
    click(app, "Delen")
    assert kept(engine, who, made).state is State.SHARED


def test_a_change_is_kept_and_shown_as_a_difference(engine: Engine, who: Who) -> None:
    evidence = (Evidence(EvidenceKind.QUOTE, "Dit doen we vaker."),)
    made = log(engine, who, "Docenten delen lessen", evidence=evidence, why="Tijd.")
    before = kept(engine, who, made)
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Docenten delen al hun lessen").run()
    app.button(key="logbook_save").click().run()
    now = kept(engine, who, made)
    assert now.said == replace(before.said, what="Docenten delen al hun lessen")
    assert now.version == 2
    assert "De wijziging is opgeslagen." in messages(app)
    assert "Wat er veranderde: Docenten delen lessen → **Docenten delen al hun lessen**" in texts(app)
    assert app.title[0].value == "Docenten delen al hun lessen"


def test_an_error_keeps_what_was_typed(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("   ")
    app.text_area(key="logbook_fields_why").set_value("Een lange uitleg die niet weg mag.").run()
    app.button(key="logbook_save").click().run()
    assert messages(app) == "Wat zag je veranderen?: vul dit nog in."
    assert app.text_area(key="logbook_fields_why").value == "Een lange uitleg die niet weg mag."
    app.text_area(key="logbook_fields_what").set_value("Docenten delen al hun lessen").run()
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).said.why == "Een lange uitleg die niet weg mag."


def test_a_change_that_may_point_to_a_person_is_asked_about_first(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Mail naar jan@example.org voor de lessen").run()
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).version == 1
    app.button(key="logbook_fields_privacy_keep_button").click().run()
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).said.what == "Mail naar jan@example.org voor de lessen"


def somebody_changes(engine: Engine, who: Who, made: str, what: str) -> None:
    one = kept(engine, who, made)
    with writing(engine) as session:
        observations.change(session, who, made, replace(one.said, what=what), TODAY, version=one.version)


def test_the_second_of_two_sees_both_texts_and_nothing_is_overwritten_or_lost(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Mijn tekst").run()
    somebody_changes(engine, colleague(engine, who, Role.COORDINATOR), made, "Hun tekst")
    app.button(key="logbook_save").click().run()
    assert "Iemand anders heeft dit intussen gewijzigd" in messages(app)
    assert "Jouw tekst:  \nMijn tekst" in texts(app)
    assert "Zoals het er nu staat:  \nHun tekst" in texts(app)
    assert kept(engine, who, made).said.what == "Hun tekst"
    assert app.text_area(key="logbook_fields_what").value == "Mijn tekst"
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).said.what == "Mijn tekst"
    assert "Hun tekst → **Mijn tekst**" in texts(app)


def test_the_second_of_two_may_leave_what_the_first_wrote(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Mijn tekst").run()
    somebody_changes(engine, who, made, "Hun tekst")
    app.button(key="logbook_save").click().run()
    click(app, "Laat staan wat er nu staat")
    assert app.title[0].value == "Hun tekst"
    assert kept(engine, who, made).version == 2


def test_saving_again_what_was_just_saved_is_no_conflict(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Mijn tekst").run()
    somebody_changes(engine, who, made, "Mijn tekst")
    app.button(key="logbook_save").click().run()
    assert "De wijziging is opgeslagen." in messages(app)
    assert kept(engine, who, made).version == 2


def test_judging_what_changed_meanwhile_does_nothing_and_says_so(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = open_page(who, PAGE, o=made)
    somebody_changes(engine, who, made, "Hun tekst")
    click(app, "Bevestigen")
    assert "Dit is intussen gewijzigd. Zo staat het er nu." in messages(app)
    assert app.title[0].value == "Hun tekst"
    assert kept(engine, who, made).state is State.SHARED


def test_english_readers_read_english(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    assert "1 observation**" in texts(open_page(who, PAGE, language="en"))
    assert buttons(open_page(who, PAGE, language="en", o=made))[1:] == ["Edit", "Confirm", "Dispute", "Withdraw"]


def test_a_ripple_is_made_from_the_logbook_told_with_its_order_and_taken_away(engine: Engine, who: Who) -> None:
    with writing(engine) as session:
        stone = collaborations.add_named(session, who, tables.Activity, "Docentstages")
    made = log(engine, who, "Docenten delen lessen")
    app = open_page(who, PAGE, o=made)
    app.selectbox(key="earlier_stone").set_value(stone).run()
    app.button(key="ripple_save").click().run()
    assert "Gevolg van de 1e orde" in texts(app)
    click(app, "Rimpel weghalen")
    assert "Gevolg van" not in texts(app)
    with reading(engine) as session:
        assert session.scalars(select(tables.Ripple)).all() == []
