"""The logbook as somebody uses it: finding, opening, changing, judging, undoing, and two people at once."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import observations, ripples
from db.session import reading, writing
from impact.access import Role
from impact.model import Certainty, Evidence, EvidenceKind, Observation, RippleKind, State, Who
from pages.log._logbook_words import is_link
from tests.build import TODAY, make_observation, make_person, rings_of, token
from tests.pages.doors import open_page, texts

PAGE = "pages/log/logbook.py"


def log(engine: Engine, who: Who, what: str, **fields: object) -> str:
    with writing(engine) as session:
        return make_observation(session, who, what=what, **fields)  # type: ignore[arg-type]


def kept(engine: Engine, who: Who, observation_id: str) -> Observation:
    with reading(engine) as session:
        return observations.get(session, who, observation_id)


def colleague(engine: Engine, who: Who, role: Role = Role.MEMBER) -> Who:
    with writing(engine) as session:
        return make_person(session, who.collaboration_id, role)


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def click(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def messages(app: AppTest) -> str:
    return "\n".join(one.value for kind in (app.error, app.warning, app.info, app.toast) for one in kind)


def test_an_empty_logbook_asks_a_question_and_offers_the_next_step(who: Who) -> None:
    app = open_page(who, PAGE)
    assert app.info[0].value == "Hier staat nog niets. Wat zag je als laatste veranderen?"
    assert [link.proto.label for link in app.get("page_link")] == ["Leg een waarneming vast"]


def test_a_viewer_of_an_empty_logbook_is_not_asked_to_log(engine: Engine, who: Who) -> None:
    app = open_page(colleague(engine, who, Role.VIEWER), PAGE)
    assert app.get("page_link") == []


def test_the_list_says_how_many_there_are_and_shows_them_latest_first(engine: Engine, who: Who) -> None:
    log(engine, who, "De eerste", seen_on=date(2026, 9, 1))
    log(engine, who, "De tweede", seen_on=date(2026, 10, 1))
    shown = texts(open_page(who, PAGE))
    assert "2 waarnemingen" in shown
    assert shown.index("De tweede") < shown.index("De eerste")
    assert "gedeeld · 1 okt 2026 · Docenten · Samen ontwikkelen · positief" in shown


def test_what_a_user_wrote_is_only_text(engine: Engine, who: Who) -> None:
    made = log(engine, who, "<b>**Let op** [hier](javascript:alert)</b> :material/bug:")
    for address in ({}, {"o": made}):
        shown = texts(open_page(who, PAGE, **address))
        assert "\\<b\\>\\*\\*Let op\\*\\* \\[hier\\]\\(javascript\\:alert\\)" in shown


def test_searching_stands_in_the_address_and_finds(engine: Engine, who: Who) -> None:
    log(engine, who, "Docenten delen lessen")
    log(engine, who, "Ouders komen kijken")
    app = open_page(who, PAGE)
    app.text_input(key="find_q").set_value("ouders").run()
    assert app.query_params["q"] == "ouders"
    assert "1 waarneming**" in texts(app)
    assert "Docenten" not in "".join(one.value for one in app.markdown)
    click(app, "Alles weer tonen")
    assert "q" not in app.query_params
    assert "2 waarnemingen" in texts(app)


def test_filters_stand_in_the_address_and_come_back_from_it(engine: Engine, who: Who) -> None:
    log(engine, who, "Bij docenten", state=State.DISPUTED)
    log(engine, who, "Bij scholen", ring="Scholen", state=State.CONFIRMED)
    app = open_page(who, PAGE)
    app.button_group(key="find_state").set_value(["disputed", "confirmed"]).run()
    assert "2 waarnemingen" in texts(app)
    with reading(engine) as session:
        ring = next(one for one in rings_of(session, who) if one.name == "Scholen")
    app.selectbox(key="find_ring").set_value(ring.id).run()
    assert {name: app.query_params[name] for name in ("state", "ring")} == {
        "state": ["disputed", "confirmed"],
        "ring": ring.id,
    }
    again = open_page(who, PAGE, ring=ring.id, state="confirmed", sort="rung", since="2026-10-01", mine="1")
    assert "Bij scholen" in texts(again)
    assert "Bij docenten" not in texts(again)
    assert again.expander[0].label == "Filters (4 aan)"
    assert again.date_input(key="find_since").value == date(2026, 10, 1)


@pytest.mark.parametrize(
    "address",
    [
        {"ring": "nergens", "theme": "' OR 1=1", "organisation": "x", "activity": "y"},
        {"state": "happy", "direction": "up", "rung": "9", "sort": "random"},
        {"since": "gisteren", "until": "2026-99-99", "p": "-3", "mine": "ja"},
        {"p": "99999999999999999999999"},
        {"rung": "een", "p": "een"},
    ],
)
def test_an_address_nobody_understands_shows_everything_calmly(
    engine: Engine, who: Who, address: dict[str, str]
) -> None:
    log(engine, who, "Staat er gewoon")
    app = open_page(who, PAGE, **address)
    assert "Staat er gewoon" in texts(app)
    assert messages(app) == ""


def test_nothing_found_offers_to_show_all(engine: Engine, who: Who) -> None:
    log(engine, who, "Iets")
    app = open_page(who, PAGE, q="nergens te vinden")
    assert "Niets gevonden" in messages(app)
    assert "Iets" in texts(click(app, "Toon alle waarnemingen"))


def test_pages_turn_by_button(engine: Engine, who: Who) -> None:
    with writing(engine) as session:
        for number in range(23):
            make_observation(session, who, what=f"Nummer {number:02}")
    app = open_page(who, PAGE)
    assert "Pagina 1 van 2" in texts(app)
    assert [one.proto.label for one in app.get("download_button")] == ["Download als CSV"]
    click(app, "Volgende")
    assert "Pagina 2 van 2" in texts(app)
    assert sum("Nummer" in one.value for one in app.markdown) == 3
    click(app, "Vorige")
    assert sum("Nummer" in one.value for one in app.markdown) == 20


def test_one_observation_opens_whole(engine: Engine, who: Who) -> None:
    cause = log(engine, who, "Er was een gezamenlijke studiedag", seen_on=date(2026, 9, 1))
    evidence = (
        Evidence(EvidenceKind.LINK, "https://example.org/verslag?a=1&b=2"),
        Evidence(EvidenceKind.LINK, "javascript:alert(1)"),
        Evidence(EvidenceKind.QUOTE, "Dit doen we vaker."),
    )
    made = log(engine, who, "Docenten delen lessen", why="Dat scheelt tijd.", reached=12, evidence=evidence)
    with writing(engine) as session:
        how = {"kind": RippleKind.LEADS_TO, "certainty": Certainty.PLAUSIBLE}
        ripples.link(session, who, made, cause_observation_id=cause, token=token(), **how)  # type: ignore[arg-type]
    app = open_page(who, PAGE, o=made)
    shown = texts(app)
    assert app.title[0].value == "Docenten delen lessen"
    for expected in ("Dat scheelt tijd", "**Hoeveel mensen** 12", "Dit doen we vaker", "studiedag", "leidt tot"):
        assert expected in shown
    assert [link.proto.url for link in app.get("link_button")] == ["https://example.org/verslag?a=1&b=2"]
    assert "javascript\\:alert\\(1\\)" in shown
    click(app, "Openen")
    assert app.title[0].value == "Er was een gezamenlijke studiedag"
    assert app.title[0].value != click(app, "Terug naar het logboek").title[0].value == "Logboek"


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
        ("https:///nergens", False),
        ("https://[kapot", False),
        ("https://example.org/a b", False),
        ("https://example.org\njavascript:x", False),
        ("www.example.org", False),
    ],
)
def test_only_web_addresses_become_links(text: str, fine: bool) -> None:
    assert is_link(text) is fine


@pytest.mark.parametrize("asked", ["01a20a8b-a879-7de4-af2f-94990c01ee8d", "geen id", "' OR 1=1 --"])
def test_an_observation_that_is_not_there_is_told_calmly(who: Who, asked: str) -> None:
    app = open_page(who, PAGE, o=asked)
    assert "Deze waarneming is er niet meer" in messages(app)
    assert click(app, "Terug naar het logboek").title[0].value == "Logboek"


def test_a_draft_of_somebody_else_does_not_open(engine: Engine, who: Who) -> None:
    made = log(engine, colleague(engine, who), "Nog niet af", state=State.DRAFT)
    app = open_page(who, PAGE, o=made)
    assert "Deze waarneming is er niet meer" in messages(app)
    assert "Nog niet af" not in texts(app)


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
