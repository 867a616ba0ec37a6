"""Opens a running Rimpel in Chromium, as somebody would: `python -m tests.browser.first_page http://127.0.0.1:8501`."""

import sys

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import DESKTOP, find_chromium, picture, settled, start_chromium


def complaint(page: Page, url: str) -> str | None:
    """What is wrong with the first page at this address, or None."""
    page.goto(url)
    settled(page)
    picture(page, "first page")
    if page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count():
        return "the first page shows an error"
    if page.get_by_role("dialog").count():
        return "a dialog lies over the first page"
    if not page.get_by_role("heading", level=1).first.is_visible():
        return "the first page shows no title"
    return None


def look(url: str) -> str | None:
    """What is wrong with the Rimpel at this address, or None."""
    with sync_playwright() as playwright:
        program = find_chromium(playwright)
        if program is None:
            return "there is no Chromium on this machine"
        browser = start_chromium(playwright, program)
        try:
            return complaint(browser.new_page(**DESKTOP, locale="nl-NL"), url)
        finally:
            browser.close()


if __name__ == "__main__":
    wrong = look(sys.argv[1])
    sys.exit(f"{sys.argv[1]}: {wrong}" if wrong else 0)
