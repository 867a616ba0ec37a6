"""Light or dark: chosen in the sidebar, kept for every screen and every visit, and the pictures go along."""

from playwright.sync_api import Page, expect

from impact.words import get_text
from tests.browser.conftest import RunningServer, picture, settled
from tests.browser.hands import example_pond, known, opened

GROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
DARK, LIGHT = "rgb(14, 17, 23)", "rgb(255, 255, 255)"


def ground(page: Page) -> str:
    """The colour behind this page."""
    return str(page.evaluate(GROUND))


def choose(page: Page, theme: str) -> None:
    """Choose how light the pages are, and wait for the page to begin anew."""
    choice = page.locator(".st-key-menu_theme").get_by_role("radio", name=get_text("nl", f"menu.theme.{theme}"))
    with page.expect_navigation():
        choice.click()
    settled(page)
    expect(choice).to_be_checked()


def test_dark_is_chosen_once_and_holds_on_every_screen_and_the_next_visit(
    desktop: Page, shared_server: RunningServer
) -> None:
    page, pond = desktop, example_pond(shared_server)
    opened(known(page, pond), pond, "discs")
    assert ground(page) == LIGHT
    expect(page.get_by_test_id("stMainMenu")).to_be_hidden()
    choose(page, "dark")
    assert ground(page) == DARK
    paper = page.locator(".pond").evaluate("pond => getComputedStyle(pond).getPropertyValue('--st-background-color')")
    assert paper.strip().lower() == "#0e1117"
    picture(page, "theme dark discs")
    opened(page, pond)
    assert ground(page) == DARK
    picture(page, "theme dark home")
    page.reload()
    assert ground(settled(page)) == DARK
    choose(page, "device")
    assert ground(page) == LIGHT
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{GROUND} === '{DARK}'")
    choose(page, "light")
    assert ground(page) == LIGHT
