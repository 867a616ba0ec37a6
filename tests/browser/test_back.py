"""The history of the browser: one press of Back goes one screen back, and Forward returns, from any screen to any."""

import re
from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from impact.words import get_text
from tests.browser.conftest import DESKTOP, RunningServer, settled
from tests.browser.hands import Pond, example_pond, known

Step = Callable[[Page], object]


@pytest.fixture(scope="module")
def pond(shared_server: RunningServer) -> Pond:
    return example_pond(shared_server)


SHOWN = """() => {
    const asked = new URLSearchParams(location.search)
    const title = document.querySelector('[data-testid="stMain"] h1')?.innerText ?? ""
    return [location.pathname, asked.get("o") ?? "", asked.get("view") ?? "", title].join(" | ")
}"""


def shown(page: Page) -> str:
    """Which screen this is: its path, what is open on it, and its title."""
    return str(page.evaluate(SHOWN))


def go(page: Page, step: Step) -> None:
    """Take a step of somebody, up to the moment the next screen stands there as a whole."""
    before = shown(page)
    step(page)
    page.wait_for_function(f"before => ({SHOWN})() !== before", arg=before)
    settled(page)
    page.locator(
        '[data-testid="stMain"] h1'
    ).first.wait_for()  # on a busy machine a page may be at rest before its first words are drawn


def by_menu(key: str) -> Step:
    """A click on this screen in the menu."""
    return lambda page: page.locator(
        '[data-testid="stSidebarNavLink"]', has_text=get_text("nl", f"screen.{key}")
    ).click()


def by_link(key: str) -> Step:
    """A click on this link within a page."""
    return lambda page: page.get_by_role("link", name=get_text("nl", key), exact=True).first.click()


def by_button(key: str) -> Step:
    """A click on this button."""
    return lambda page: page.get_by_role("button", name=get_text("nl", key), exact=True).first.click()


def by_view(name: str) -> Step:
    """A click on this view of the logbook."""
    return lambda page: page.get_by_role("radio", name=get_text("nl", f"logbook.view.{name}")).click()


def walk(page: Page, steps: list[Step]) -> None:
    """Take these steps, then as many times Back and as many times Forward: each screen comes by in its turn."""
    screens = [shown(page)]
    for step in steps:
        go(page, step)
        screens.append(shown(page))
    for expected in reversed(screens[:-1]):
        go(page, lambda page: page.go_back())
        assert shown(page) == expected
    for expected in screens[1:]:
        go(page, lambda page: page.go_forward())
        assert shown(page) == expected


@pytest.fixture
def visitor(new_page: Callable[..., Page], pond: Pond) -> Page:
    page = known(new_page(**DESKTOP), pond)
    page.goto("about:blank")
    return page


def test_back_leaves_every_screen_of_the_menu_by_one_press(visitor: Page, pond: Pond) -> None:
    visitor.goto(f"{pond.url}/")
    settled(visitor)
    onward = [by_menu(key) for key in ("observation", "logbook", "desired", "meeting", "data", "settings", "home")]
    by_links = [by_link("home.to_discs"), by_menu("stories"), by_link("story.lined_up"), by_menu("timeline")]
    walk(visitor, [*by_links, *onward])


def test_the_page_that_is_sent_is_whole_and_everything_else_is_sent_as_it_was(pond: Pond) -> None:
    asked = {"Accept": "text/html", "Accept-Encoding": "gzip", "If-None-Match": "*"}
    with urlopen(Request(f"{pond.url}/discs", headers=asked)) as answer:
        page = answer.read().decode()
        assert answer.headers["ETag"] is None
    with urlopen(f"{pond.url}/discs") as answer:
        bare = answer.read().decode()
        assert answer.headers["ETag"]
    script = page[page.index("<script>(() =>") : page.index("</head>")]
    assert page.replace(script, "") == bare
    assert not re.search("SCREEN_NAMES|FRAMEWORK_WORDS", script)


def test_back_leaves_an_observation_by_one_press_also_after_a_link_with_parameters(visitor: Page, pond: Pond) -> None:
    visitor.goto(f"{pond.url}/logbook?c={pond.who.collaboration_id}&direction=positive&sort=level")
    settled(visitor)
    walk(visitor, [by_button("logbook.open"), by_link("common.see_on_discs"), by_menu("logbook"), by_view("review")])


def test_back_leaves_a_screen_by_one_press_after_its_filters_and_the_language_were_changed(
    visitor: Page, pond: Pond
) -> None:
    visitor.goto(f"{pond.url}/discs")
    settled(visitor)
    go(visitor, by_menu("logbook"))
    for words in ("les", "lessen"):
        field = visitor.get_by_label(get_text("nl", "logbook.search"), exact=True)
        field.fill(words)
        field.press("Enter")
        visitor.wait_for_url(re.compile(rf"q={words}(&|$)"))
        settled(visitor)
    visitor.get_by_role("radio", name="English").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(get_text("en", "screen.logbook"))
    settled(visitor)
    go(visitor, lambda page: page.go_back())
    expect(visitor.get_by_role("heading", level=1)).to_have_text(get_text("en", "screen.discs"))
    go(visitor, lambda page: page.go_forward())
    expect(visitor.get_by_role("heading", level=1)).to_have_text(get_text("en", "screen.logbook"))
    assert "q=lessen" in visitor.url
    assert visitor.get_by_label(get_text("en", "logbook.search"), exact=True).input_value() == "lessen"
