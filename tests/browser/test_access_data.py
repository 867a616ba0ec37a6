"""Axe and a narrow phone on what goes in and out: a pasted table, a link that was just made, and boxes that open."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from impact.words import get_text
from tests.browser.conftest import DESKTOP, Servers, picture, settled
from tests.browser.hands import Pond, button, example_pond, known, opened
from tests.browser.test_access import NARROW, WIDER, is_fit

TABLE = "Wat\t2023\t2024\tEenheid\nAangemelde studenten\t1.204\t128\tn\nVoortijdig gestopt\tveel\t10%\t%\n"
SCREENS: tuple[tuple[dict[str, Any], str], ...] = (({**DESKTOP}, "light"), ({**NARROW}, "dark"))


@pytest.fixture(scope="module")
def pond(serve: Servers) -> Iterator[Pond]:
    found = example_pond(serve.with_database("access-data.db"))  # a backup is for who coordinates all there is
    yield found
    serve.kill(found.url)


@pytest.mark.parametrize(("size", "scheme"), SCREENS, ids=["laptop light", "phone dark"])
def test_what_goes_in_and_out_is_fit_for_everybody(
    pond: Pond, new_page: Callable[..., Page], size: dict[str, Any], scheme: str
) -> None:
    page = known(new_page(**size, color_scheme=scheme), pond)
    opened(page, pond, "data")
    pasted = page.get_by_role("textbox", name=get_text("nl", "wide.pasted"))
    pasted.fill(TABLE)
    pasted.press("Control+Enter")
    expect(page.get_by_text(get_text("nl", "wide.unread", columns="Eenheid"))).to_be_visible()
    check(page, f"data in {scheme}")
    opened(page, pond, "data", view="out")
    page.locator(".st-key-data_feed summary").click()
    page.get_by_role("textbox", name=get_text("nl", "common.field.feed_label")).fill("Power BI")
    button(settled(page), "common.make_link").click()
    expect(page.get_by_text(get_text("nl", "feed.made"))).to_be_visible()
    check(page, f"data out {scheme}")
    check(opened(page, pond, "data", view="backup"), f"data backup {scheme}")
    for address, box in (("logbook", "logbook_feed"), ("timeline", "timeline_take")):
        opened(page, pond, address)
        page.locator(f".st-key-{box} button").first.click()
        check(page, f"{address} box {scheme}")


def check(page: Page, name: str) -> None:
    settled(page)
    picture(page, name)
    assert not page.evaluate(WIDER)
    is_fit(page, "nl")
