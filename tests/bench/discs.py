"""What the discs cost: a rerun of their page against an empty page, reading and saving at two sizes, bytes per rerun."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import BrowserContext, Page, sync_playwright
from sqlalchemy import Engine

from db.engine import open_engine
from db.session import reading, writing
from db.tallies import tallies
from db.upgrade import upgrade
from impact.model import Who
from tests.bench.many import fill
from tests.browser.conftest import Servers, find_chromium, settled, start_chromium
from tests.build import make_observation

TIMES = 25
EMPTY_PAGE = "import streamlit as st\n\nst.title('Empty')\nst.segmented_control('Taal', ['Nederlands', 'English'], key='menu_language')\n"
# From a tap on the choice of language, which runs the whole script again, to the moment the script has run and the page has taken it in.
RERUN = """() => new Promise((done, failed) => {
    setTimeout(() => failed(new Error('no rerun')), 20000)
    const app = document.querySelector('[data-testid="stApp"]')
    const began = performance.now()
    let ran = false
    const look = new MutationObserver(() => {
        const state = app.dataset.testScriptState
        ran = ran || state === 'running'
        if (ran && state === 'notRunning') { look.disconnect(); done(performance.now() - began) }
    })
    look.observe(app, { attributes: true })
    document.querySelector('.st-key-menu_language button').click()
})"""


def rerun_ms(page: Page, times: int = TIMES) -> float:
    """The median time of a rerun of the page that is open, milliseconds."""
    for _ in range(3):
        page.evaluate(RERUN)
        settled(page)
    return median(_one(page) for _ in range(times))


def _one(page: Page) -> float:
    settled(page)
    return float(page.evaluate(RERUN))


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
        blank = browser.new_page()
        blank.goto(servers(script=empty))
        for size in sizes:
            url = f"sqlite:///{folder}/{size}.db"
            who = _filled(url, size)
            page = _discs(browser.new_context(), servers(database_url=url), who)
            base, found = _side_by_side(settled(blank), page)
            print(f"rerun of the discs page at {size:>9,} observations: {found:6.1f} ms, empty page {base:6.1f} ms, ratio {found / base:.2f}")
            page.context.close()
        browser.close()
        for server in list(servers.running):
            servers.kill(server)


def _side_by_side(blank: Page, page: Page) -> tuple[float, float]:
    rerun_ms(blank, 3), rerun_ms(page, 3)
    both = [(_one(blank), _one(page)) for _ in range(TIMES)]
    return median(one for one, _ in both), median(other for _, other in both)


def _filled(url: str, size: int) -> Who:
    engine = open_engine(url)
    upgrade(engine)
    who = fill(engine, size)
    engine.dispose()
    return who


def _discs(context: BrowserContext, server: str, who: Who) -> Page:
    context.add_cookies([{"name": "rimpel_person", "value": who.person_id, "url": server}])
    page = context.new_page()
    page.goto(f"{server}/discs?c={who.collaboration_id}")
    return settled(page)


def store_at_sizes(small: int, large: int) -> None:
    """Print reading the whole ripple and saving one observation at two sizes."""
    with tempfile.TemporaryDirectory() as folder:
        figures = [_store(f"sqlite:///{folder}/{size}.db", size) for size in (small, large)]
    for name, (few, many) in zip(("reading the ripple", "saving one observation"), zip(*figures, strict=True), strict=True):
        print(f"{name}: {few * 1000:.2f} ms at {small:,}, {many * 1000:.2f} ms at {large:,}, ratio {many / few:.2f}")


def _store(url: str, size: int) -> tuple[float, float]:
    who = _filled(url, size)
    engine = open_engine(url)
    figures = seconds(lambda: _read(engine, who)), seconds(lambda: _save(engine, who))
    engine.dispose()
    return figures


def _read(engine: Engine, who: Who) -> None:
    with reading(engine) as session:
        tallies(session, who)


def _save(engine: Engine, who: Who) -> None:
    with writing(engine) as session:
        make_observation(session, who, seen_on=date(2025, 6, 1))


def main() -> None:
    """Print all of it."""
    page_against_empty((1_000, 100_000))
    store_at_sizes(1_000, 100_000)
