"""The very first visit to an empty database: by the front door, and by a link."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from impact.words import get_text
from tests.browser.conftest import Servers
from tests.browser.first_page import complaint


@pytest.fixture(scope="module")
def empty(serve: Servers) -> str:
    return serve()


def test_a_link_as_the_first_visit_to_an_empty_database_meets_the_guard(empty: str, desktop: Page) -> None:
    assert complaint(desktop, f"{empty}/discs") is None
    assert desktop.evaluate("document.documentElement.lang") == "nl"
    assert desktop.get_by_role("heading", name=get_text("nl", "here.empty_title")).is_visible()


def test_the_first_page_shows_its_title_and_no_error(empty: str, desktop: Page) -> None:
    assert complaint(desktop, empty) is None


def test_an_english_reader_meets_english_words(empty: str, new_page: Callable[..., Page]) -> None:
    page = new_page(locale="en-GB")
    assert complaint(page, f"{empty}/discs") is None
    assert page.get_by_role("heading", name=get_text("en", "here.empty_title")).is_visible()
