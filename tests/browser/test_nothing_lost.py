"""What was typed survives a mistake, a reload and a server that dies; and whatever is pressed twice is kept once."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from db.observations import records
from impact.picture.discs import Disc, Sector
from impact.words import get_text
from tests.browser.conftest import DESKTOP, Servers, picture, settled
from tests.browser.hands import (
    SENTENCE,
    Pond,
    acting,
    button,
    kept,
    killed,
    known,
    looking,
    opened,
    own_pond,
    picture_of,
    restarted,
    tap,
    three_taps,
    write,
)
from tests.build import make_observation

WHAT = ".st-key-log_what textarea"


@pytest.fixture(scope="module")
def pond(serve: Servers) -> Iterator[Pond]:
    made = own_pond(serve.with_database("nothing-lost.db"))
    yield made
    serve.kill(made.url)


@pytest.fixture
def form(pond: Pond, desktop: Page) -> Page:
    return opened(known(desktop, pond), pond, "observation")


def sector_of(pond: Pond) -> tuple[Disc, Sector]:
    disc = picture_of(pond).discs[0]
    return disc, disc.sectors[1]


def fill(page: Page, pond: Pond, text: str) -> None:
    disc, sector = sector_of(pond)
    write(page, text)
    three_taps(page, (disc.ring.id, disc.ring.name), (sector.theme.id, sector.theme.label))


def stands_there(page: Page, pond: Pond, text: str) -> None:
    """The text and all taps of `fill` stand in the form."""
    disc, sector = sector_of(pond)
    expect(page.locator(WHAT)).to_have_value(text)
    for field, word in (
        ("log_ring", disc.ring.name),
        (f"log_theme_{disc.ring.id}", sector.theme.label),
        ("log_level", get_text("nl", "model.level.3")),
        ("log_rung", get_text("nl", "model.rung.2")),
    ):
        expect(page.locator(f".st-key-{field}").get_by_role("radio", name=word)).to_be_checked()


def save(page: Page) -> None:
    button(page, "observation.save").click()


def is_saved(page: Page) -> None:
    expect(page.get_by_text(get_text("nl", "observation.saved"), exact=True)).to_be_visible(timeout=20_000)
    settled(page)


def test_text_and_taps_survive_a_reload(pond: Pond, form: Page) -> None:
    text = f"{SENTENCE} Herladen."
    fill(form, pond, text)
    form.reload()
    stands_there(settled(form), pond, text)
    save(form)
    is_saved(form)
    assert kept(pond, text) == 1
    opened(form, pond, "observation")
    expect(form.locator(WHAT)).to_have_value("")


def test_letters_that_were_not_sent_yet_survive_a_reload(pond: Pond, form: Page) -> None:
    form.locator(WHAT).press_sequentially("Half getypt en dan")
    form.reload()
    expect(settled(form).locator(WHAT)).to_have_value("Half getypt en dan")


def test_text_survives_a_mistake(pond: Pond, form: Page) -> None:
    text = f"{SENTENCE} Vergissing."
    disc, sector = sector_of(pond)
    write(form, text)
    tap(form, "log_ring", disc.ring.name)
    tap(form, f"log_theme_{disc.ring.id}", sector.theme.label)
    tap(form, "log_level", get_text("nl", "model.level.3"))
    save(form)
    missing = get_text("nl", "error.invalid.empty", named=get_text("nl", "common.ask.rung"))
    expect(form.get_by_role("alert").filter(has_text=missing)).to_be_visible()
    picture(settled(form), "lost mistake")
    assert kept(pond, text) == 0
    tap(form, "log_rung", get_text("nl", "model.rung.2"))
    stands_there(settled(form), pond, text)
    save(form)
    is_saved(form)
    assert kept(pond, text) == 1


def test_text_survives_a_warning_about_somebody(pond: Pond, form: Page) -> None:
    text = "Bel 06-12345678 over de werkplaats van vrijdag."
    fill(form, pond, text)
    save(form)
    expect(form.get_by_text(get_text("nl", "privacy.before_saving"))).to_be_visible()
    stands_there(settled(form), pond, text)
    assert kept(pond, text) == 0
    button(form, "privacy.keep").click()
    settled(form)
    save(form)
    is_saved(form)
    assert kept(pond, text) == 1


def test_text_survives_a_server_that_is_killed_and_comes_back(serve: Servers, pond: Pond, form: Page) -> None:
    text = f"{SENTENCE} Omgevallen."
    fill(form, pond, text)
    killed(serve, pond, form)
    restarted(serve, pond)
    stands_there(settled(form), pond, text)
    save(form)
    is_saved(form)
    assert kept(pond, text) == 1


def test_text_survives_when_the_page_is_opened_anew_after_the_server_was_killed(
    serve: Servers, pond: Pond, form: Page
) -> None:
    text = f"{SENTENCE} Omgevallen en herladen."
    fill(form, pond, text)
    killed(serve, pond, form)
    restarted(serve, pond)
    form.reload()
    stands_there(settled(form), pond, text)
    save(form)
    is_saved(form)
    assert kept(pond, text) == 1


def test_a_double_click_saves_once(pond: Pond, form: Page) -> None:
    text = f"{SENTENCE} Twee keer geklikt."
    fill(form, pond, text)
    button(form, "observation.save").dblclick()
    is_saved(form)
    assert kept(pond, text) == 1


@pytest.mark.parametrize("anew", [False, True], ids=["the same page", "the page opened anew"])
def test_a_save_whose_answer_was_lost_with_the_server_can_be_repeated_and_is_kept_once(
    serve: Servers, pond: Pond, new_page: Callable[..., Page], anew: bool
) -> None:
    text = f"{SENTENCE} Antwoord kwijt, {anew}."
    page = known(new_page(**DESKTOP), pond)
    line = Line(page.context)
    fill(opened(page, pond, "observation"), pond, text)
    line.deaf = True
    save(page)
    until_kept(page, pond, text)
    killed(serve, pond, page)
    line.deaf = False
    restarted(serve, pond)
    if anew:
        page.reload()
    settled(page)
    stands_there(page, pond, text)
    save(page)
    is_saved(page)
    assert kept(pond, text) == 1
    page.close()  # so no other test gets a profile with a line


class Line:
    """The line between page and server; when it is deaf, no answer comes through."""

    def __init__(self, context: BrowserContext) -> None:
        self.deaf = False
        context.route_web_socket("**/_stcore/stream", self.lay)

    def lay(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        server.on_message(lambda message: None if self.deaf else page.send(message))


def until_kept(page: Page, pond: Pond, text: str) -> None:
    """Wait until the store holds it; the page is asked in between, so that its messages go on."""
    for _ in range(200):
        if kept(pond, text):
            return
        page.evaluate("() => new Promise(requestAnimationFrame)")
    pytest.fail("nothing was saved")


def test_who_edits_second_is_shown_both_texts_and_chooses(pond: Pond, new_page: Callable[..., Page]) -> None:
    with acting(pond.database) as session:
        observation_id = make_observation(session, pond.who)
    first = known(new_page(**DESKTOP), pond)
    second = first.context.new_page()
    for page in (first, second):
        opened(page, pond, "logbook", o=observation_id)
        button(page, "common.edit").click()
        page.locator(".st-key-logbook_fields_what textarea").wait_for()
    mine, theirs = "Zo zag ik het vanmiddag in de werkplaats.", "Zo zagen wij het vanochtend in de les."
    write(first, theirs, "logbook_fields_what")
    button(first, "common.save").click()
    expect(first.get_by_role("heading", name=theirs)).to_be_visible()

    write(second, mine, "logbook_fields_what")
    button(second, "common.save").click()
    card = second.locator(".st-key-logbook_merge_box_what")
    expect(card).to_contain_text(mine)
    expect(card).to_contain_text(theirs)
    expect(card.get_by_role("textbox")).to_have_value(mine)
    picture(settled(second), "lost two tabs")
    assert said(pond, observation_id) == theirs
    button(second, "common.save").click()
    expect(second.get_by_role("heading", name=mine)).to_be_visible()
    assert said(pond, observation_id) == mine


def said(pond: Pond, observation_id: str) -> str:
    with looking(pond.database) as session:
        return records.get_observation(session, pond.who, observation_id).details.what
