"""The logbook as somebody uses it: judging with a reason, several at once, history and undo."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from db import collaborations, tables
from db.observations import records
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import State, Who
from tests.build import TODAY
from tests.pages.doors import messages, open_page, texts
from tests.pages.logbook import PAGE, buttons, click, colleague, kept, log


def because(app: AppTest, label: str, reason: str) -> AppTest:
    """Press this judgement, give the reason, and press again."""
    click(app, label)
    app.text_input(key="judge_one_text").set_value(reason).run()
    return click(app, label)


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
    app = because(open_page(who, PAGE, o=made), "Bevestigen", "Staat in de cijfers.")
    assert kept(engine, who, made).state is State.CONFIRMED
    assert "De waarneming is bevestigd." in messages(app)
    assert "Stand: gedeeld → **bevestigd**" in texts(app)
    assert "Reden: Staat in de cijfers" in texts(app)
    assert "Bevestigd op" in texts(app)
    assert buttons(app)[1:] == [
        "Wijzigen",
        "Betwisten",
        "Terugzetten naar gedeeld",
        "Intrekken",
        "Laatste wijziging ongedaan maken",
    ]
    click(app, "Laatste wijziging ongedaan maken")
    assert kept(engine, who, made).state is State.SHARED
    assert "Stand: bevestigd → **gedeeld**" in texts(app)
    assert app.expander[-1].label == "Geschiedenis: 2 keer gewijzigd"


def test_a_draft_is_shared_by_its_writer_and_a_withdrawn_one_comes_back(engine: Engine, who: Who) -> None:
    writer = colleague(engine, who)
    made = log(engine, writer, "Docenten delen lessen", state=State.DRAFT)
    app = click(open_page(writer, PAGE, o=made), "Delen")
    assert kept(engine, who, made).state is State.SHARED
    because(app, "Intrekken", "Per ongeluk vastgelegd.")
    assert kept(engine, who, made).state is State.WITHDRAWN
    click(app, "Terugzetten naar gedeeld")
    assert kept(engine, who, made).state is State.SHARED


def test_a_judgement_without_a_reason_is_asked_for_one_and_a_tap_is_enough(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(click(open_page(who, PAGE, o=made), "Betwisten"), "Betwisten")
    assert messages(app) == "Waarom: vul dit nog in."
    app.pills(key="judge_one_like").set_value("Het bewijs is nog dun.").run()
    assert app.text_input(key="judge_one_text").value == "Het bewijs is nog dun."
    click(app, "Betwisten")
    assert kept(engine, who, made).state is State.DISPUTED
    assert "Het bewijs is nog dun" in texts(app)


def test_a_judgement_can_be_let_go_before_it_is_given(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(click(open_page(who, PAGE, o=made), "Bevestigen"), "Annuleren")
    assert buttons(app)[1:] == ["Wijzigen", "Bevestigen", "Betwisten", "Intrekken"]
    assert kept(engine, who, made).version == 1


def test_a_reason_that_may_point_to_a_person_is_asked_about_first(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = because(open_page(who, PAGE, o=made), "Bevestigen", "Mail van jan@example.org")
    assert kept(engine, who, made).state is State.SHARED
    app.button(key="judge_one_privacy_keep_button").click().run()
    click(app, "Bevestigen")
    assert kept(engine, who, made).state is State.CONFIRMED
    with open_read_session(engine) as session:
        assert [one.area for one in session.scalars(select(tables.Overrule))] == ["judgement"]


def test_a_writer_reads_in_the_list_why_it_was_disputed(engine: Engine, who: Who) -> None:
    writer = colleague(engine, who)
    log(engine, writer, "Docenten delen lessen", state=State.DISPUTED)
    assert "door coordinator" in texts(open_page(writer, PAGE, mine="1"))
    assert "Besproken in het overleg" in texts(open_page(writer, PAGE, mine="1"))


def test_a_writer_reads_on_the_first_screen_what_was_disputed_and_why(engine: Engine, who: Who) -> None:
    writer = colleague(engine, who)
    log(engine, writer, "Docenten delen lessen", state=State.DISPUTED)
    home = texts(open_page(writer, "pages/home/screen.py"))
    assert "Van jou betwist" in home
    assert "Besproken in het overleg" in home
    assert "Van jou betwist" not in texts(open_page(who, "pages/home/screen.py"))


def test_judging_what_changed_meanwhile_does_nothing_and_says_so(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Bevestigen")
    app.text_input(key="judge_one_text").set_value("Dat zag ik ook.").run()
    one = kept(engine, who, made)
    with open_write_session(engine) as session:
        records.change_observation(session, who, made, replace(one.details, what="Hun tekst"), TODAY, version=1)
    click(app, "Bevestigen")
    assert "Dit is intussen gewijzigd. Zo staat het er nu." in messages(app)
    assert app.title[0].value == "Hun tekst"
    assert kept(engine, who, made).state is State.SHARED
    assert app.text_input(key="judge_one_text").value == "Dat zag ik ook."


def several(engine: Engine, who: Who, *sentences: str) -> tuple[AppTest, list[str]]:
    """The list with these observations, ready to be ticked."""
    made = [log(engine, who, one) for one in sentences]
    app = open_page(who, PAGE)
    app.toggle(key="bulk_on").set_value(True).run()
    return app, made


def judge_several(app: AppTest, then: str, reason: str) -> AppTest:
    app.button(key=f"bulk_{then}").click().run()
    app.text_input(key="bulk_reason_text").set_value(reason).run()
    next(one for one in app.button if str(one.key).startswith("bulk_reason_do_")).click().run()
    return app


def states(engine: Engine, who: Who, made: list[str]) -> list[State]:
    return [kept(engine, who, one).state for one in made]


def test_several_are_picked_judged_for_one_reason_and_undone_together(engine: Engine, who: Who) -> None:
    app, made = several(engine, who, "Docenten delen lessen", "Ouders komen kijken", "Er is een rooster")
    for one in made[:2]:
        app.checkbox(key=f"pick_{one}").check().run()
    assert "2 waarnemingen gekozen" in texts(app)
    judge_several(app, "confirmed", "Besproken in het overleg.")
    assert states(engine, who, made) == [State.CONFIRMED, State.CONFIRMED, State.SHARED]
    assert "2 waarnemingen bevestigd." in messages(app)
    click(app, "Dit in één keer ongedaan maken")
    assert "2 waarnemingen staan weer zoals eerst." in messages(app)
    assert states(engine, who, made) == [State.SHARED] * 3
    with open_read_session(engine) as session:
        assert [one.reason for one in records.list_observation_changes(session, who, made[0])] == [
            "",
            "Besproken in het overleg.",
        ]


def test_all_on_a_page_are_judged_but_for_what_changed_meanwhile(engine: Engine, who: Who) -> None:
    app, made = several(engine, who, "Docenten delen lessen", "Ouders komen kijken")
    click(app, "Alles op deze pagina")
    one = kept(engine, who, made[0])
    with open_write_session(engine) as session:
        records.change_observation(session, who, made[0], replace(one.details, what="Hun tekst"), TODAY, version=1)
    judge_several(app, "disputed", "De cijfers zeggen iets anders.")
    assert states(engine, who, made) == [State.SHARED, State.DISPUTED]
    assert messages(app) == "1 waarneming betwist. 1 niet: die is intussen gewijzigd."


def test_only_who_may_judge_ticks_and_what_does_not_count_is_not_offered(engine: Engine, who: Who) -> None:
    app, made = several(engine, who, "Docenten delen lessen")
    withdrawn = log(engine, who, "Ouders komen kijken", state=State.WITHDRAWN)
    app.run()
    assert [one.key for one in app.checkbox if str(one.key).startswith("pick_")] == [f"pick_{made[0]}"]
    assert kept(engine, who, withdrawn).state is State.WITHDRAWN
    assert "bulk_on" not in [one.key for one in open_page(colleague(engine, who), PAGE).toggle]


def test_a_ripple_is_linked_shown_with_its_order_and_unlinked(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        stone = collaborations.find_or_add_named(session, who, tables.Activity, "Docentstages")
    made = log(engine, who, "Docenten delen lessen")
    app = open_page(who, PAGE, o=made)
    app.selectbox(key="earlier_stone").set_value(stone).run()
    app.button(key="ripple_save").click().run()
    assert "Gevolg van de 1e orde" in texts(app)
    assert "Rimpel weghalen" not in buttons(open_page(colleague(engine, who), PAGE, o=made))
    click(app, "Rimpel weghalen")
    assert "Gevolg van" not in texts(app)
    with open_read_session(engine) as session:
        assert session.scalars(select(tables.Ripple)).all() == []
    assert "Rimpel weggehaald: Docentstages · leidt tot dit (aannemelijk)" in texts(app)
    click(app, "Laatste wijziging ongedaan maken")
    assert "Gevolg van de 1e orde" in texts(app)
    assert texts(app).count("Rimpel gelegd: Docentstages · leidt tot dit") == 2
