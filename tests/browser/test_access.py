"""Everybody can use it: axe finds nothing of ours on any screen, and a keyboard, a phone or a reader's ear will do."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from db import milestones
from db.observations import latest
from impact.model import NewMilestone
from impact.words import get_text
from pages import SCREENS
from tests.browser.conftest import DESKTOP, PHONE, ROOT, RunningServer, Servers, picture, settled
from tests.browser.framework_words import framework_words
from tests.browser.hands import (
    SENTENCE,
    Pond,
    button,
    example_pond,
    kept,
    known,
    looking,
    opened,
    picture_of,
    tap,
    today,
    write,
)

NARROW: dict[str, Any] = {**PHONE, "viewport": {"width": 360, "height": 780}}
ADDRESSES = {screen.key: screen.address for screen in SCREENS}


class Theirs(NamedTuple):
    """A violation that is Streamlit's own: the rule of axe, exactly which elements, and why. Also in the docs."""

    rule: str
    selector: str
    reason: str


THEIRS = (
    Theirs("list", 'ul[data-testid="stSidebarNavItems"]', "a menu with sections puts a div around each section"),
    Theirs("listitem", 'ul[data-testid="stSidebarNavItems"] > div > li', "the pages of a section stand in that div"),
    Theirs(
        "presentation-role-conflict",
        'section[data-testid="stFileUploaderDropzone"]',
        "the place to drop a file has a name and no role",
    ),
    Theirs(
        "scrollable-region-focusable",
        'div[data-testid="stTable"] > div',
        "a table wider than its place scrolls",
    ),
)

MATCHES = """([target, selector]) => document.querySelector(target)?.matches(selector) ?? false"""
NAMELESS = """() => [...document.querySelectorAll(
    'img, [role=img], [role="graphics-document"], canvas, .stImage img')]
    .filter(one => !(one.alt || one.getAttribute('aria-label') || '').trim() && !one.closest('[aria-hidden=true]'))
    .map(one => one.outerHTML.slice(0, 200))"""
# What a dark page can get wrong beside a light one: its colours, nothing else in it changes.
IN_DARK = ("color-contrast", "link-in-text-block")
DARK = "rgb(14, 17, 23)"
BACKGROUND = """() => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor"""
WIDER = """() => document.documentElement.scrollWidth > innerWidth
    || document.querySelector('[data-testid=stMain]').scrollWidth > innerWidth"""


@pytest.fixture(scope="module")
def ponds(shared_server: RunningServer) -> dict[str, Pond]:
    return {language: example_pond(shared_server, language) for language in ("nl", "en")}


@pytest.fixture(scope="module")
def pond(ponds: dict[str, Pond]) -> Pond:
    return ponds["nl"]


def ours(page: Page, rules: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Rule and place of what axe finds on this page, by all rules or by these, without what is Streamlit's own."""
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **only}).response["violations"]
    places = [(one["id"], node["target"]) for one in found for node in one["nodes"]]
    return [(rule, str(target)) for rule, target in places if not _theirs(page, rule, target)]


def _theirs(page: Page, rule: str, target: list[Any]) -> bool:
    selectors = [one.selector for one in THEIRS if one.rule == rule]
    plain = len(target) == 1 and isinstance(target[0], str)
    return plain and any(page.evaluate(MATCHES, [target[0], selector]) for selector in selectors)


def test_what_is_streamlits_own_stands_in_the_docs_too() -> None:
    told = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    assert [one.rule for one in THEIRS if f"| `{one.rule}` | `{one.selector}` | {one.reason} |" not in told] == []
    assert told.count("\n| `") == len(THEIRS)


def is_fit(page: Page, language: str) -> None:
    """Nothing of ours for axe, one title, one language, and every picture has words."""
    settled(page)
    found = {
        "axe": ours(page),
        "titles": page.get_by_role("heading", level=1).count(),
        "language": page.evaluate("document.documentElement.lang"),
        "pictures without words": page.evaluate(NAMELESS),
    }
    assert found == {"axe": [], "titles": 1, "language": language, "pictures without words": []}, page.url
    assert language != "nl" or framework_words(page) == set(), page.url


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("section", ["see", "log", "agree", "manage"])
def test_every_screen_is_fit_for_everybody_in_light_and_in_dark(
    ponds: dict[str, Pond], new_page: Callable[..., Page], section: str, language: str
) -> None:
    page = known(new_page(**DESKTOP), ponds[language], language)
    for screen in SCREENS:
        if screen.section == section:
            page.emulate_media(color_scheme="light")
            opened(page, ponds[language], screen.address)
            picture(page, f"screen {screen.key} {language} light")
            is_fit(page, language)
            page.emulate_media(color_scheme="dark")
            picture(settled(page), f"screen {screen.key} {language} dark")
            assert page.evaluate(BACKGROUND) == DARK
            assert ours(page, IN_DARK) == [], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("screen", "language"), [("observation", "nl"), ("discs", "en")])
def test_on_a_narrow_phone_nothing_is_wider_than_the_screen_and_all_is_fit(
    ponds: dict[str, Pond], new_page: Callable[..., Page], screen: str, language: str, scheme: str
) -> None:
    page = known(new_page(**NARROW, color_scheme=scheme), ponds[language], language)
    opened(page, ponds[language], ADDRESSES[screen])
    picture(page, f"narrow {screen} {language} {scheme}")
    assert not page.evaluate(WIDER)
    is_fit(page, language)


def test_no_screen_is_wider_than_a_narrow_phone(pond: Pond, new_page: Callable[..., Page]) -> None:
    page = known(new_page(**NARROW), pond)
    for screen in SCREENS:
        opened(page, pond, screen.address)
        picture(page, f"narrow {screen.key} nl light")
        assert not page.evaluate(WIDER), screen.key


CLOSER = ("twin", "multiples", "lines", "still", "computed")


@pytest.mark.parametrize("closer", CLOSER)
def test_every_closer_look_at_the_discs_is_fit(pond: Pond, new_page: Callable[..., Page], closer: str) -> None:
    scheme = "dark" if CLOSER.index(closer) % 2 else "light"
    page = opened(known(new_page(**DESKTOP, color_scheme=scheme), pond), pond, "discs")
    page.get_by_role("radio", name=get_text("nl", f"discs.closer.{closer}"), exact=True).click()
    picture(settled(page), f"closer {closer} {scheme}")
    is_fit(page, "nl")


def test_an_opened_observation_and_its_fields_are_fit(pond: Pond, desktop: Page) -> None:
    with looking(pond.database) as session:
        themes = [sector.theme.id for disc in picture_of(pond).discs for sector in disc.sectors]
        newest = latest.list_newest(session, pond.who, themes, None, today(), 1)
    page = opened(known(desktop, pond), pond, "logbook", o=newest[themes[0]][0].id)
    is_fit(page, "nl")
    button(page, "common.edit").click()
    page.locator(".st-key-logbook_fields_what textarea").wait_for()
    is_fit(page, "nl")
    picture(page, "access change")


def test_the_forms_that_open_are_fit(pond: Pond, new_page: Callable[..., Page]) -> None:
    page = opened(known(new_page(**DESKTOP, color_scheme="dark"), pond), pond, "timeline")
    button(page, "timeline.add").click()
    page.locator(".st-key-milestone_title input").wait_for()
    picture(settled(page), "access milestone")
    is_fit(page, "nl")
    opened(page, pond, "desired")
    page.locator("main summary, section summary").first.click()
    is_fit(page, "nl")


def test_the_first_minute_and_the_guard_are_fit(serve: Servers, new_page: Callable[..., Page], pond: Pond) -> None:
    empty = serve()
    page = new_page(**DESKTOP)
    page.goto(empty)
    button(settled(page), "home.own").click()
    page.get_by_label(get_text("nl", "home.own_name")).wait_for()
    picture(settled(page), "access welcome")
    is_fit(page, "nl")
    serve.kill(empty)
    stranger = opened(new_page(**DESKTOP, color_scheme="dark"), pond, "discs")
    picture(stranger, "access guard")
    is_fit(stranger, "nl")


def test_revealing_a_milestone_is_fit_and_needs_no_motion(pond: Pond, new_page: Callable[..., Page]) -> None:
    with looking(pond.database) as session:
        held = [one.details for one in milestones.list_milestones(session, pond.who) if one.is_held_ready]
    page = opened(known(new_page(**DESKTOP, reduced_motion="reduce"), pond), pond, "timeline")
    button(page, "timeline.reveal").first.click()
    one: NewMilestone = held[0]
    expect(page.get_by_role("heading", name=one.title, level=1)).to_be_visible()
    picture(settled(page), "access reveal")
    is_fit(page, "nl")


def test_the_whole_form_is_filled_saved_and_linked_by_keyboard_alone(pond: Pond, desktop: Page) -> None:
    text = f"{SENTENCE} Zonder muis."
    page = opened(known(desktop, pond), pond, "observation")
    tab_to(page, get_text("nl", "observation.what"))
    page.keyboard.type(text)
    for group, word in (
        ("common.ask.ring", "Docenten"),
        ("common.field.theme", "Vakkennis delen"),
        ("common.ask.level", get_text("nl", "model.level.2")),
        ("common.ask.rung", get_text("nl", "model.rung.2")),
    ):
        tab_to(page, word, get_text("nl", group))
        page.keyboard.press("Space")
        expect(page.locator(":focus")).to_have_attribute("aria-checked", "true")
        settled(page)
    tab_to(page, get_text("nl", "observation.save"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(get_text("nl", "observation.saved"), exact=True)).to_be_visible()
    assert kept(pond, text) == 1
    is_fit(page, "nl")
    tab_to(page, get_text("nl", "observation.earlier_search"))
    page.keyboard.type("leerlijn")
    page.keyboard.press("Enter")
    hits = page.locator(".st-key-earlier_cause").get_by_role("radio")
    expect(page.get_by_text(re.compile(r"^\d+ gevonden$|^De 10 die"))).to_be_visible()
    settled(page)
    assert "leerlijn" in (hits.first.locator("xpath=ancestor::label").inner_text()).lower()
    picture(page, "found to link nl")
    is_fit(page, "nl")
    for _ in range(4):
        page.keyboard.press("Tab")
        if hits.first.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(hits.first).to_be_checked()
    settled(page)
    tab_to(page, get_text("nl", "observation.ripple_save"))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stToast").first).to_be_visible()


def tab_to(page: Page, name: str, group: str | None = None) -> None:
    """Go on by Tab, and by arrows within a row of words, until the focus is on what has this name."""
    for _ in range(60):
        here, around, role = page.evaluate(FOCUS)
        if name in here and (group is None or around == group):
            return
        page.keyboard.press("ArrowRight" if role == "radio" and group is not None and around == group else "Tab")
    pytest.fail(f"the keyboard does not reach {name}")


FOCUS = """() => {
    const one = document.activeElement
    const words = one.matches('button, a') ? one.textContent : ''
    const name = one.getAttribute('aria-label') || one.labels?.[0]?.textContent || words
    return [name, one.closest('[role=radiogroup]')?.getAttribute('aria-label') ?? '', one.getAttribute('role')]
}"""


def test_every_word_of_the_form_is_wide_enough_for_a_thumb(pond: Pond, new_page: Callable[..., Page]) -> None:
    page = opened(known(new_page(**NARROW), pond), pond, "observation")
    write(page, SENTENCE)
    tap(page, "log_ring", "Docenten")
    boxes = [one.bounding_box() for one in settled(page).locator(".st-key-log_form [role=radio]").all()]
    assert len(boxes) > 20
    assert min(box["height"] for box in boxes if box) >= 24
    assert min(box["width"] for box in boxes if box) >= 24
    picture(page, "narrow observation filled")
