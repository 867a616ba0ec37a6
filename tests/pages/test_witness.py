"""Asking somebody outside from the logbook, and answering by the link: one page, no account, nothing else to see."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db.observations import records, witness
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Agreement, Intended, Rung, State, Who
from pages.ui.browser import PENDING_COOKIES
from pages.ui.language import today
from pages.ui.visitor import PERSON_COOKIE
from tests.build import token
from tests.pages.doors import APP, messages, open_page, texts
from tests.pages.logbook import PAGE, click, colleague, log

SENTENCE = "Docenten geven samen les."
OUTSIDE = "pages/outside/screen.py"


def asked(engine: Engine, who: Who, made: str) -> str:
    with open_write_session(engine) as session:
        until = today() + timedelta(days=7)
        return witness.create_witness_link(
            session, who, made, "praktijkbegeleider", until, today(), token=token()
        ).secret


def visit(secret: str, language: str = "nl") -> AppTest:
    """The link as somebody outside opens it, who never was here."""
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["language_chosen"] = language
    app.query_params["k"] = secret
    app.run()
    assert not app.exception
    return app


def heard(engine: Engine, who: Who, made: str) -> witness.WitnessRequest:
    with open_read_session(engine) as session:
        return witness.list_witness_requests(session, who, made)[0]


def rung(engine: Engine, who: Who, made: str) -> Rung:
    with open_read_session(engine) as session:
        return records.get_observation(session, who, made).details.rung


def test_a_link_is_made_and_shown_once(engine: Engine, who: Who) -> None:
    made = log(engine, who, SENTENCE)
    app = open_page(who, PAGE, o=made)
    app.text_input(key="witness_role").set_value("praktijkbegeleider").run()
    click(app, "Link maken")
    assert not app.exception
    mail = app.code[0].value
    secret = parse_qs(urlsplit(mail.split()[-1]).query)["k"][0]
    assert SENTENCE[:8] in texts(visit(secret))
    assert "nog geen antwoord" in texts(app)
    assert not open_page(who, PAGE, o=made).code


def test_a_name_instead_of_a_role_is_asked_about(engine: Engine, who: Who) -> None:
    made = log(engine, who, SENTENCE)
    app = open_page(who, PAGE, o=made)
    app.text_input(key="witness_role").set_value("meester Jan de Vries").run()
    click(app, "Link maken")
    assert not app.code
    assert "Er is nog niets opgeslagen" in messages(app)


def test_somebody_outside_agrees_and_the_evidence_rises(engine: Engine, who: Who) -> None:
    made = log(engine, who, SENTENCE)
    secret = asked(engine, who, made)
    app = visit(secret)
    app.button_group(key="outside_agreement").set_value("agrees")
    app.button_group(key="outside_intended").set_value("intended")
    app.text_area(key="outside_remark").set_value("Dat zie ik elke week.")
    app.button(key="outside_send").click().run()
    assert "Dank je wel" in app.success[0].value
    assert rung(engine, who, made) is Rung.CONFIRMED_OUTSIDE
    said = heard(engine, who, made)
    assert (said.agreement, said.intended, said.remark) == (
        Agreement.AGREES, Intended.INTENDED, "Dat zie ik elke week.",
    )  # fmt: skip
    shown = texts(open_page(who, PAGE, o=made))
    assert "Dat zie ik elke week\\." in shown
    assert "iemand van buiten" in shown


def test_without_a_choice_nothing_is_sent(engine: Engine, who: Who) -> None:
    made = log(engine, who, SENTENCE)
    app = visit(asked(engine, who, made))
    app.button(key="outside_send").click().run()
    assert "Kies eerst" in messages(app)
    assert heard(engine, who, made).agreement is None


def test_the_page_for_outside_shows_nothing_else_and_no_menu(engine: Engine, who: Who) -> None:
    log(engine, who, "Een andere waarneming.")
    app = visit(asked(engine, who, log(engine, who, SENTENCE)))
    shown = texts(app)
    assert "Een andere" not in shown
    assert "coordinator" not in shown
    assert not app.sidebar.children
    assert not app.get("page_link")


def test_who_has_a_profile_here_sees_the_same_page(engine: Engine, who: Who) -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state[PENDING_COOKIES] = {PERSON_COOKIE: who.person_id}
    app.query_params["k"] = asked(engine, who, log(engine, who, SENTENCE))
    app.run()
    assert not app.exception
    assert not app.sidebar.children


@pytest.mark.parametrize("secret", ["", "verzonnen", "<b>x</b>"])
def test_a_link_that_is_worth_nothing_says_so_calmly(engine: Engine, who: Who, secret: str) -> None:
    app = visit(secret)
    assert app.title[0].value == "Deze link werkt niet (meer)"


def test_a_link_can_be_revoked(engine: Engine, who: Who) -> None:
    made = log(engine, who, SENTENCE)
    secret = asked(engine, who, made)
    click(open_page(who, PAGE, o=made), "Link intrekken")
    assert visit(secret).title[0].value == "Deze link werkt niet (meer)"


def test_an_answer_that_was_given_is_thanked_for_again(engine: Engine, who: Who) -> None:
    secret = asked(engine, who, log(engine, who, SENTENCE))
    with open_write_session(engine) as session:
        witness.save_witness_answer(session, secret, Agreement.PARTLY, "", Intended.UNKNOWN, today())
    app = visit(secret)
    assert "klopt deels" in texts(app)
    assert not [one for one in app.button if one.key == "outside_send"]


def test_the_page_is_complete_in_english(engine: Engine, who: Who) -> None:
    app = visit(asked(engine, who, log(engine, who, SENTENCE)), "en")
    assert app.title[0].value == "Does this look right to you?"


@pytest.mark.parametrize(("role", "state"), [(Role.MEMBER, State.SHARED), (Role.VIEWER, State.SHARED)])
def test_who_may_not_ask_is_not_offered_it(engine: Engine, who: Who, role: Role, state: State) -> None:
    made = log(engine, who, SENTENCE, state=state)
    app = open_page(colleague(engine, who, role), PAGE, o=made)
    assert "Link maken" not in [one.label for one in app.button]


def test_a_draft_is_nobody_elses_to_see(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE, o=log(engine, who, SENTENCE, state=State.DRAFT))
    assert "Link maken" not in [one.label for one in app.button]
