"""The very first visit: by the front door, and by a link to any screen on a server nobody has visited yet."""

import pytest
from playwright.sync_api import Page

from pages import SCREENS
from tests.browser.conftest import Servers, settled
from tests.browser.first_page import complaint

pytestmark = pytest.mark.browser


def test_the_first_page_shows_its_title_and_no_error(serve: Servers, desktop: Page) -> None:
    assert complaint(desktop, serve()) is None


@pytest.mark.parametrize("address", [screen.address for screen in SCREENS if screen.address])
def test_a_link_to_any_screen_works_as_the_first_visit(serve: Servers, desktop: Page, address: str) -> None:
    url = serve()
    try:
        assert complaint(desktop, f"{url}/{address}") is None
        assert desktop.evaluate("document.documentElement.lang") == "nl"
    finally:
        settled(desktop)
        serve.kill(url)
