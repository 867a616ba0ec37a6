"""The bin on the screen: throwing away with a reason, getting back, erasing after a tick, and what is left to see."""

import gc

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db.observations import recycle_bin as the_bin
from db.ripples import stories
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import NewObservation, State, Who
from impact.ripples.stories import StoryPoint
from pages.ui.disc_views import DiscView
from tests.build import token
from tests.db.linking import join
from tests.pages.doors import messages, open_page, texts
from tests.pages.logbook import PAGE, buttons, click, colleague, kept, log

SENTENCE = "Docenten geven samen les."


def thrown(engine: Engine, who: Who, what: str = SENTENCE, reason: str = "Dubbel") -> str:
    made = log(engine, who, what)
    with open_write_session(engine) as session:
        the_bin.move_to_bin(session, who, made, version=1, reason=reason)
    return made


def in_bin(engine: Engine, who: Who) -> int:
    with open_read_session(engine) as session:
        return the_bin.list_binned(session, who)[1]


def sure(app: AppTest) -> AppTest:
    app.checkbox(key="bin_understood").check().run()
    app.button(key="bin_erase_do").click().run()
    assert not app.exception
    return app


def test_an_observation_goes_into_the_bin_with_a_reason(engine: Engine, who: Who) -> None:
    made = log(engine, who, SENTENCE)
    app = open_page(who, PAGE, o=made)
    app.text_input(key=f"bin_reason_{made}").set_value("Staat er dubbel in.").run()
    click(app, "Weggooien")
    assert not app.exception
    assert "De waarneming ligt in de prullenbak" in messages(app)
    assert SENTENCE[:8] not in texts(open_page(who, PAGE))
    shown = texts(open_page(who, PAGE, view="bin"))
    assert "Docenten geven samen les\\." in shown
    assert "Staat er dubbel in" in shown


def test_a_reason_that_points_to_a_person_is_asked_about(engine: Engine, who: Who) -> None:
    made = log(engine, who, SENTENCE)
    app = open_page(who, PAGE, o=made)
    app.text_input(key=f"bin_reason_{made}").set_value("Ging over leerling Sanne.").run()
    click(app, "Weggooien")
    assert kept(engine, who, made).state is State.SHARED


def test_it_is_got_back_from_the_bin_in_one_click(engine: Engine, who: Who) -> None:
    made = thrown(engine, who)
    click(open_page(who, PAGE, view="bin"), "Terughalen")
    assert kept(engine, who, made).state is State.SHARED


def test_erasing_names_what_goes_and_asks_for_a_tick(engine: Engine, who: Who) -> None:
    made, effect = log(engine, who, SENTENCE), log(engine, who, "Gevolg.")
    with open_write_session(engine) as session:
        join(session, who, effect, made)
        the_bin.move_to_bin(session, who, made, version=1)
    app = click(open_page(who, PAGE, view="bin"), "Voorgoed wissen")
    assert "1 rimpel gaat mee" in texts(app)
    assert app.button(key="bin_erase_do").disabled
    sure(app)
    assert "Voorgoed gewist, ook uit het databestand" in messages(app)
    assert in_bin(engine, who) == 0
    assert "Deze waarneming is gewist op" in messages(open_page(who, PAGE, o=made))


def test_the_memory_of_the_server_lets_go_of_what_was_erased_too(engine: Engine, who: Who) -> None:
    made, effect = log(engine, who, SENTENCE), log(engine, who, "Gevolg.")
    with open_write_session(engine) as session:
        join(session, who, effect, made)
        stories.add_story(session, who, "Van les tot gevolg", (StoryPoint(made), StoryPoint(effect)), token=token())
    for page in ("stories", "home", "discs"):
        open_page(who, f"pages/{page}/screen.py")
    assert remembered(SENTENCE)
    assert viewed(who)
    with open_write_session(engine) as session:
        the_bin.move_to_bin(session, who, made, version=1)
    sure(click(open_page(who, PAGE, view="bin"), "Voorgoed wissen"))
    assert not remembered(SENTENCE)
    assert not viewed(who)


def viewed(who: Who) -> bool:
    """Whether the discs of this collaboration live in the memory of this process."""
    gc.collect()
    return any(isinstance(one, DiscView) and one.collaboration.id == who.collaboration_id for one in gc.get_objects())


def remembered(sentence: str) -> bool:
    """Whether an observation with this sentence lives in the memory of this process."""
    gc.unfreeze()  # the app sets aside what it loaded at its start
    gc.collect()
    return any(isinstance(one, NewObservation) and one.what == sentence for one in gc.get_objects())


def test_a_link_to_what_lies_in_the_bin_offers_to_get_it_back(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE, o=thrown(engine, who))
    assert "in de prullenbak" in texts(app)
    assert {"Terughalen", "Voorgoed wissen"} <= set(buttons(app))
    assert not {"Wijzigen", "Weggooien"} & {one.label for one in app.button}


def test_a_coordinator_empties_the_whole_bin(engine: Engine, who: Who) -> None:
    thrown(engine, who)
    thrown(engine, who, "Nog een.")
    sure(click(open_page(who, PAGE, view="bin"), "Alle 2 voorgoed wissen"))
    assert in_bin(engine, who) == 0


def test_who_may_not_judge_sees_in_the_bin_only_what_is_their_own(engine: Engine, who: Who) -> None:
    made = thrown(engine, who)
    member = colleague(engine, who, Role.MEMBER)
    thrown(engine, member, "Van mijzelf.")
    for other in (member, colleague(engine, who, Role.VIEWER)):
        app = open_page(other, PAGE, view="bin")
        assert "Docenten geven" not in texts(app)
        assert "Je ziet hier alleen wat je zelf schreef" in texts(app)
        assert ("Van mijzelf" in texts(app)) == (other is member)
        assert "is er niet" in messages(open_page(other, PAGE, o=made))


def test_an_empty_bin_says_what_it_is_for(who: Who) -> None:
    assert "De prullenbak is leeg" in messages(open_page(who, PAGE, view="bin"))


def test_a_draft_is_discarded_for_good_by_its_writer(engine: Engine, who: Who) -> None:
    made = log(engine, who, SENTENCE, state=State.DRAFT)
    app = open_page(who, PAGE, o=made)
    assert "Weggooien" not in [one.label for one in app.button]
    sure(click(app, "Dit concept weggooien"))
    assert "Deze waarneming is gewist op" in messages(open_page(who, PAGE, o=made))
