"""One language on a screen: a widget speaks the language of the reader, whatever language the browser has."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from impact.words import get_text
from pages.ui import framework_texts
from tests.browser.conftest import DESKTOP, Servers, picture, settled
from tests.browser.framework_words import FRONTEND, SHOWN, framework_words
from tests.browser.hands import killed, known, opened, own_pond

PAGE = Path(__file__).with_name("words_page.py")
# What the framework says in the language of the browser, as soon as something is opened.
DUTCH = re.compile(r"\b(november|maart|maandag|zondag|maand|jaar|[Ss]luiten|[Nn]egeren|[Vv]orige|[Vv]olgende|leeg)\b")
# What stands on that page as somebody's own text, though the framework has the same words.
WRITTEN = {"Open", "Close", "Search", "Upload", "No results", "Select all", "Choose date"}
# Where the frontend puts a text of ours together out of several of its own.
JOINTS = re.compile(
    r"\{\w+\}|Ctrl|⌘|, |: |(?<=Enter to )|(?=Enter to )|"
    r"(?<=\w\. )|(?=\. Running)|(?<=up to )|(?= available)|(?<=options)(?=\.)"
)


def _list(page: Page) -> None:
    page.get_by_role("combobox", name="Lijst").click()


def _nothing_in_list(page: Page) -> None:
    page.get_by_role("combobox", name="Lijst").fill("zzz")


def _several(page: Page) -> None:
    page.get_by_role("combobox", name="Rij").click()


def _calendar(page: Page) -> None:
    page.locator("[data-testid=stDateInputCalendarButton]").click()


def _typing(page: Page) -> None:
    page.get_by_role("textbox", name="Zin").fill("abc")


def _number(page: Page) -> None:
    page.locator("[data-testid=stNumberInputField]").fill("99")
    page.keyboard.press("Enter")


def _refused_file(page: Page) -> None:
    file = {"name": "a.exe", "mimeType": "application/x-msdownload", "buffer": b"x"}
    page.locator("input[type=file]").first.set_input_files(files=[file])
    page.get_by_test_id("stFileChip").hover()


def _column(page: Page) -> None:
    grid = page.get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 15)
    page.mouse.click(box["x"] + box["width"] / 2 - 15, box["y"] + 15)
    page.get_by_test_id("stDataFrameColumnMenu").wait_for()


def _search(page: Page) -> None:
    page.get_by_test_id("stDataFrame").hover()
    page.get_by_test_id("stDataFrame").get_by_test_id("stElementToolbarButton").last.hover()
    page.get_by_test_id("stTooltipContent").wait_for()
    page.get_by_test_id("stDataFrame").get_by_test_id("stElementToolbarButton").nth(1).click()
    page.keyboard.type("up")


def _dialog(page: Page) -> None:
    page.get_by_role("button", name="Vraag").click()
    page.get_by_test_id("stDialog").wait_for()


def _message(page: Page) -> None:
    page.get_by_role("button", name="Bericht").click()
    page.get_by_test_id("stToast").wait_for()


def _busy(page: Page) -> None:
    page.get_by_role("button", name="Lang").click()
    page.get_by_test_id("stStatusWidgetRunningIcon").wait_for()


OPENED: Mapping[str, Callable[[Page], None]] = {
    "at rest": lambda _: None,
    "list": _list,
    "nothing in the list": _nothing_in_list,
    "several from a list": _several,
    "calendar": _calendar,
    "typing": _typing,
    "number out of range": _number,
    "refused file": _refused_file,
    "menu of a column": _column,
    "search in a table": _search,
    "dialog": _dialog,
    "message": _message,
    "busy": _busy,
}


@pytest.fixture(scope="module")
def address(serve: Servers) -> str:
    return serve(script=PAGE)


def test_every_text_of_the_framework_we_replace_stands_in_the_installed_one() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in FRONTEND.glob("*.js"))
    source += "Choose an option, Choose options, Failed to generate file for download"  # the server sends these
    parts = {
        part.strip(" .")
        for _, texts in framework_texts.FRAMEWORK_TEXTS
        for text in texts
        for part in JOINTS.split(text)
    }
    assert sorted(part for part in parts if part not in source) == []


def test_no_widget_of_a_dutch_screen_has_a_word_of_the_framework_once_it_is_opened(
    address: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(**DESKTOP, locale="en-US")
    page.goto(f"{address}/?language=nl")
    left, shown = {}, set()
    for name, open_it in OPENED.items():
        settled(page)
        open_it(page)
        left[name] = framework_words(page) - WRITTEN
        shown.update(page.evaluate(SHOWN))
        picture(page, f"words {name}")
        page.keyboard.press("Escape")
    assert left == {name: set() for name in OPENED}
    assert {"Open", "No results", "Select all", "Choose date"} <= shown  # what somebody wrote stays as it is


def test_no_widget_of_an_english_screen_speaks_the_dutch_of_the_browser(
    address: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(**DESKTOP, locale="nl-NL")
    page.goto(f"{address}/?language=en")
    left = {}
    for name in ("at rest", "list", "calendar", "dialog"):
        OPENED[name](settled(page))
        left[name] = [text for text in page.evaluate(SHOWN) if DUTCH.search(text)]
        page.keyboard.press("Escape")
    assert left == {name: [] for name in left}


def test_a_page_that_is_not_there_and_a_server_that_is_gone_are_told_in_dutch(serve: Servers, desktop: Page) -> None:
    pond = own_pond(serve.with_database("language.db"))
    page = opened(known(desktop, pond), pond, "nergens")
    dialog = page.get_by_test_id("stDialog")
    expect(dialog).to_contain_text(get_text("nl", "frame.page_unknown"))
    expect(dialog).to_contain_text(get_text("nl", "frame.page_gone_text"))
    assert framework_words(page) == set()
    page.keyboard.press("Escape")
    killed(serve, pond, page)
    expect(page.get_by_test_id("stConnectionStatus")).to_have_text(get_text("nl", "frame.connecting"))
    assert framework_words(page) == set()
