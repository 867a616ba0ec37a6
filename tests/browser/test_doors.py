"""Every screen opened by its address: the guard for a stranger, the screen for who is known, also on a fresh server."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from impact.access import Role
from impact.model import Who
from impact.words import get_text
from pages import SCREENS, Screen
from tests.browser.conftest import DESKTOP, RunningServer, Servers, picture
from tests.browser.hands import Pond, acting, button, known, opened, own_pond
from tests.build import make_collaboration

NAME = "Leerroute Techniek"
TITLES = {
    "home": None,
    "discs": "screen.discs",
    "stories": "screen.stories",
    "timeline": "screen.timeline",
    "observation": "common.ask.what",
    "logbook": "screen.logbook",
    "desired": "screen.desired",
    "meeting": "screen.meeting",
    "data": "screen.data",
    "settings": "screen.settings",
}


@pytest.fixture(params=SCREENS, ids=[screen.key for screen in SCREENS])
def screen(request: pytest.FixtureRequest) -> Screen:
    found: Screen = request.param
    return found


def stands_calm(page: Page, language: str) -> None:
    """No error, no dialog, one title, and the language of the reader."""
    assert page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0
    assert "Traceback" not in page.locator("body").inner_text()
    assert page.get_by_role("dialog").count() == 0
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize("screen_key", ["home", "logbook"])
def test_the_first_visitor_of_a_server_comes_in_at_the_front_or_by_a_deep_link(
    serve: Servers, new_page: Callable[..., Page], screen_key: str
) -> None:
    fresh = own_pond(serve.with_database(f"doors-{screen_key}.db"))
    check_guard_and_screen(new_page, fresh, next(screen for screen in SCREENS if screen.key == screen_key))
    serve.kill(fresh.url)


def test_a_stranger_meets_the_guard_and_who_is_known_opens_the_screen(
    pond: Pond, new_page: Callable[..., Page], screen: Screen
) -> None:
    check_guard_and_screen(new_page, pond, screen)


def check_guard_and_screen(new_page: Callable[..., Page], pond: Pond, screen: Screen) -> None:
    page = new_page(**DESKTOP, locale="en-GB")
    stranger_meets_the_guard(page, pond, screen, "en")
    stands_calm(page, "en")
    page = new_page(**DESKTOP)
    known_meets_the_screen(page, pond, screen, "nl")
    stands_calm(page, "nl")


def stranger_meets_the_guard(page: Page, pond: Pond, screen: Screen, language: str) -> None:
    opened(page, pond, screen.address)
    expect(page.get_by_role("heading", name=get_text(language, "common.who_are_you"))).to_be_visible()
    expect(button(page, "here.enter", language)).to_be_visible()
    if screen.key == "discs":
        picture(page, f"doors guard {language}")


def known_meets_the_screen(page: Page, pond: Pond, screen: Screen, language: str) -> None:
    opened(known(page, pond, language), pond, screen.address)
    key = TITLES[screen.key]
    title = get_text(language, key) if key else NAME
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


@pytest.fixture(scope="module")
def pond(shared_server: RunningServer) -> Pond:
    return own_pond(shared_server)


@pytest.fixture
def viewer(pond: Pond, desktop: Page) -> tuple[Page, Pond]:
    seen = pond.as_role(Role.VIEWER)
    return known(desktop, seen), seen


@pytest.mark.parametrize("screen_key", ["home", "discs", "logbook"])
def test_a_viewer_is_offered_no_way_to_log(viewer: tuple[Page, Pond], screen_key: str) -> None:
    page, pond = viewer
    opened(page, pond, next(one.address for one in SCREENS if one.key == screen_key))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    main = page.get_by_test_id("stMain")
    for key in ("common.log_observation", "discs.log_here", "common.log_observation"):
        expect(main.get_by_text(get_text("nl", key), exact=True)).to_have_count(0)


@pytest.mark.parametrize("screen_key", ["observation", "data"])
def test_a_viewer_is_told_why_a_screen_stays_closed(viewer: tuple[Page, Pond], screen_key: str) -> None:
    page, pond = viewer
    opened(page, pond, screen_key)
    words = get_text("nl", "here.not_allowed", role=get_text("nl", "model.role.viewer"))
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    expect(button(page, "observation.save")).to_have_count(0)
    stands_calm(page, "nl")
    picture(page, f"doors viewer {screen_key}")


def test_a_cookie_of_nobody_opens_nothing(pond: Pond, desktop: Page) -> None:
    nobody = Pond(pond.url, pond.database, Who("01900000-0000-7000-8000-000000000000", pond.who.collaboration_id))
    page = opened(known(desktop, nobody), nobody, "logbook")
    expect(page.get_by_role("heading", name=get_text("nl", "common.who_are_you"))).to_be_visible()
    stands_calm(page, "nl")


def test_the_address_of_another_collaboration_opens_the_guard_and_not_that_collaboration(
    pond: Pond, desktop: Page
) -> None:
    with acting(pond.database) as session:
        other = make_collaboration(session, name="Leerroute Zorg")
    page = opened(known(desktop, pond), pond, "logbook", c=other.collaboration_id)
    expect(page.get_by_role("heading", name=get_text("nl", "here.join_title"))).to_be_visible()
    expect(page.get_by_role("heading", name=get_text("nl", "screen.logbook"))).to_have_count(0)
