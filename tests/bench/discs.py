"""What the discs cost: a rerun of their page against an empty page, reading and saving at two sizes."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import BrowserContext, Page, sync_playwright
from sqlalchemy import Engine

from db.engine import open_engine
from db.observations.tallies import list_tallies
from db.session import open_read_session, open_write_session
from db.upgrade import upgrade_database
from impact.model import Who
from tests.bench.many import fill
from tests.browser.conftest import Servers, find_chromium, settled, start_chromium
from tests.build import make_observation

TIMES = 25
EMPTY_PAGE = """import streamlit as st

st.title("Empty")
st.segmented_control("Taal", ["Nederlands", "English"], key="menu_language")
"""
# Notes when the server last said something, and how much.
CLOCK = """
window.rimpelHeard = { at: 0, bytes: 0 }
const Line = window.WebSocket
window.WebSocket = class extends Line {
    constructor(...given) {
        super(...given)
        this.addEventListener('message', (message) => {
            rimpelHeard.at = performance.now()
            rimpelHeard.bytes += message.data.byteLength ?? message.data.size ?? message.data.length
        })
    }
}
"""
TAP = """() => {
    rimpelHeard.bytes = 0
    const began = performance.now()
    document.querySelector('.st-key-menu_language button').click()
    return began
}"""


class Open:
    """A page that is open, and a clock on the line between it and the server."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.add_init_script(CLOCK)
        page.goto(url)
        settled(page)

    def rerun(self) -> tuple[float, float]:
        """From a tap on the choice of language, which runs the whole script, to its last word: milliseconds and kB."""
        settled(self.page)
        began = self.page.evaluate(TAP)
        settled(self.page)
        ended, heard = self.page.evaluate("[rimpelHeard.at, rimpelHeard.bytes]")
        return ended - began, heard / 1000


def seconds(act: Callable[[], object], times: int = TIMES) -> float:
    """The median time of an act, seconds."""
    act()
    found = []
    for _ in range(times):
        began = perf_counter()
        act()
        found.append(perf_counter() - began)
    return median(found)


def page_against_empty(sizes: tuple[int, ...]) -> None:
    """Print the rerun of the discs page at each size against the rerun of an empty page."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        servers = Servers(Path(folder))
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY_PAGE)
        program = find_chromium(playwright)
        if program is None:
            print("no Chromium: the rerun of a page is not measured")
            return
        browser = start_chromium(playwright, program)
        blank = Open(browser.new_page(), servers(script=empty))
        for size in sizes:
            url = f"sqlite:///{folder}/{size}.db"
            page = _discs(browser.new_context(), servers(database_url=url), _filled(url, size))
            base, found, kilobytes = _side_by_side(blank, page)
            figures = f"{found:.1f} ms and {kilobytes:.1f} kB; empty page {base:.1f} ms; ratio {found / base:.2f}"
            print(f"rerun of the discs page at {size:,}: {figures}")
            page.page.context.close()
        browser.close()
        for server in list(servers.running):
            servers.kill(server)


def _side_by_side(blank: Open, page: Open) -> tuple[float, float, float]:
    both = [(blank.rerun()[0], *page.rerun()) for _ in range(TIMES + 3)][3:]
    base, found, kilobytes = (median(figures) for figures in zip(*both, strict=True))
    return base, found, kilobytes


def _filled(url: str, size: int) -> Who:
    engine = open_engine(url)
    upgrade_database(engine)
    who = fill(engine, size)
    engine.dispose()
    return who


def _discs(context: BrowserContext, server: str, who: Who) -> Open:
    context.add_cookies([{"name": "rimpel_person", "value": who.person_id, "url": server}])
    return Open(context.new_page(), f"{server}/discs?c={who.collaboration_id}")


def store_at_sizes(small: int, large: int) -> None:
    """Print reading the whole ripple and saving one observation at two sizes."""
    with tempfile.TemporaryDirectory() as folder:
        figures = [_store(f"sqlite:///{folder}/{size}.db", size) for size in (small, large)]
    for name, (few, many) in zip(
        ("reading the ripple", "saving one observation"), zip(*figures, strict=True), strict=True
    ):
        print(f"{name}: {few * 1000:.2f} ms at {small:,}, {many * 1000:.2f} ms at {large:,}, ratio {many / few:.2f}")


def _store(url: str, size: int) -> tuple[float, float]:
    who = _filled(url, size)
    engine = open_engine(url)
    figures = seconds(lambda: _read(engine, who)), seconds(lambda: _save(engine, who))
    engine.dispose()
    return figures


def _read(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        list_tallies(session, who)


def _save(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, seen_on=date(2025, 6, 1))


def main() -> None:
    """Print all of it."""
    page_against_empty((1_000, 100_000))
    store_at_sizes(1_000, 100_000)
