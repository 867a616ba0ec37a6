"""The logbook as somebody uses it: finding and opening."""

from datetime import date

import pytest
from sqlalchemy import Engine

from db.ripples import links
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Certainty, Evidence, EvidenceKind, RippleKind, State, Who
from pages.ui.evidence_list import is_web_link
from tests.build import make_observation, rings_of, token
from tests.pages.doors import messages, open_page, texts
from tests.pages.logbook import PAGE, click, colleague, log


def test_an_empty_logbook_asks_a_question_and_offers_the_next_step(who: Who) -> None:
    app = open_page(who, PAGE)
    assert app.info[0].value == "Hier staat nog niets. Wat zag je als laatste veranderen?"
    assert [link.proto.label for link in app.get("page_link")] == ["Waarneming vastleggen"]


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
    with open_read_session(engine) as session:
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
    assert "Iets" in texts(click(app, "Alle waarnemingen tonen"))


def test_pages_turn_by_button(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        for number in range(23):
            make_observation(session, who, what=f"Nummer {number:02}")
    app = open_page(who, PAGE)
    assert "Pagina 1 van 2" in texts(app)
    assert [one.proto.label for one in app.get("download_button")] == [
        "Downloaden als CSV", "Downloaden voor Excel",
    ]  # fmt: skip
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
    with open_write_session(engine) as session:
        how = {"kind": RippleKind.LEADS_TO, "certainty": Certainty.PLAUSIBLE}
        links.add_ripple(session, who, made, cause_observation_id=cause, token=token(), **how)  # type: ignore[arg-type]
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
    assert is_web_link(text) is fine


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
