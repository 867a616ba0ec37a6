"""A real Chromium and a real server: screens as a reader meets them, on a laptop and on a phone."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from db.engine import URL_SETTING
from tests.ready import ready_database

ROOT = Path(__file__).parent.parent.parent
PICTURES = Path(__file__).parent / "pictures"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
PATIENCE_S = 60
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
# Streamlit is at rest when its script has run, nothing on the page is stale or still to come, and that stays so for a
# moment: a click is noticed only after its message has gone out.
CALM = """() => {
    const app = document.querySelector('[data-testid="stApp"]')
    const busy = !app
        || app.dataset.testConnectionState !== 'CONNECTED'
        || app.dataset.testScriptState !== 'notRunning'
        || document.querySelector('[data-stale="true"], [data-testid="stAppSkeleton"], [data-testid="stSkeleton"]')
    if (busy) { window.rimpelCalmSince = undefined; return false }
    window.rimpelCalmSince ??= performance.now()
    return performance.now() - window.rimpelCalmSince > 250
}"""


def find_chromium(playwright: Playwright) -> str | None:
    """The program of a Chromium on this machine, or None."""
    found = [shutil.which(name) for name in NAMES] + [playwright.chromium.executable_path]
    return next((path for path in found if path and Path(path).exists()), None)


def start_chromium(playwright: Playwright, program: str) -> Browser:
    """A Chromium without a window that talks to nobody but us."""
    return playwright.chromium.launch(executable_path=program, args=list(FLAGS))


def settled(page: Page) -> Page:
    """The same page, once Streamlit is at rest."""
    page.evaluate("() => { window.rimpelCalmSince = undefined }")
    page.wait_for_function(CALM, timeout=PATIENCE_S * 1000)
    return page


def picture(page: Page, name: str) -> None:
    """Keep how the page looks now when pictures are asked for (PICTURES=1), to be looked at by people."""
    if os.environ.get("PICTURES"):
        keep_picture(page, name)


def keep_picture(page: Page, name: str) -> None:
    """Keep how the page looks now as a file in the folder of pictures."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answers(url: str) -> bool:
    """Whether this address answers."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


class Servers:
    """Starts servers, each with a database of its own, and stops them all in the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __call__(
        self,
        database_url: str | None = None,
        script: str | Path = "app.py",
        env: Mapping[str, str] | None = None,
        words: Sequence[str] = (),
    ) -> str:
        """The address of a new server, once it is up: Rimpel started as people start it, or Streamlit with a script."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        database = database_url or self.empty_database(f"{port}.db")
        self.begin(url, {URL_SETTING: database, **(env or {})}, script, words)
        return url

    def begin(self, url: str, env: Mapping[str, str], script: str | Path = "app.py", words: Sequence[str] = ()) -> None:
        """Start a server at this address and wait until it answers; what it says is added to its log."""
        port = url.rpartition(":")[2]
        command = [sys.executable, "app.py", "--port", port, *words]
        if script != "app.py":
            command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", port]
        with (self.folder / f"{port}.log").open("ab") as log:
            self.running[url] = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=subprocess.STDOUT
            )
        self.wait_for(url)

    def empty_database(self, name: str) -> str:
        """The URL of an embedded database that is up to date and empty."""
        return ready_database(self.folder / name)

    def wait_for(self, url: str) -> None:
        """Wait until this server is healthy; its own words when it never is."""
        end = time.monotonic() + PATIENCE_S
        while not answers(f"{url}/_stcore/health"):
            if self.running[url].poll() is not None or time.monotonic() > end:
                pytest.fail(f"the server at {url} does not come up:\n{self.said(url)}")
            time.sleep(0.05)

    def said(self, url: str) -> str:
        """All that this server wrote to its log."""
        return (self.folder / f"{url.rpartition(':')[2]}.log").read_text()

    def kill(self, url: str) -> None:
        """Kill this server on the spot."""
        process = self.running.pop(url)
        process.kill()
        process.wait()

    def kill_all(self) -> None:
        """Kill every server that still runs."""
        for url in tuple(self.running):
            self.kill(url)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Call it for the address of a server: serve(database_url=None, script="app.py", env=None, words=())."""
    servers = Servers(tmp_path_factory.mktemp("servers"))
    yield servers
    servers.kill_all()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running Chromium. It goes after each module: while it runs, its event loop occupies the thread of the tests."""
    with sync_playwright() as playwright:
        program = find_chromium(playwright)
        if program is None:
            reason = "there is no Chromium on this machine"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        browser = start_chromium(playwright, program)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Call it for a page in a fresh browser profile; takes what Playwright's new_context takes (Dutch by default).

    After the test no page may have raised an error of its own or have asked another machine for anything.
    """
    contexts, pages, errors, strangers = [], [], [], []

    def make(**options: Any) -> Page:
        contexts.append(chromium.new_context(**{"locale": "nl-NL", "timezone_id": "Europe/Amsterdam"} | options))
        contexts[-1].on("request", lambda asked: strangers.append(asked.url) if _elsewhere(asked.url) else None)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(PATIENCE_S * 1000 / 3)
        pages.append(page)
        return page

    yield make
    if getattr(request.node, "failed", False):
        for number, page in enumerate(page for page in pages if not page.is_closed()):
            keep_picture(page, f"failed {request.node.name} {number}")
    for context in contexts:
        context.close()
    assert errors == []
    assert strangers == []


def _elsewhere(url: str) -> bool:
    return not re.match(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:|about:", url)


@pytest.fixture
def desktop(new_page: Callable[..., Page]) -> Page:
    """A page on a laptop, 1440 by 900."""
    return new_page(**DESKTOP)


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A page on a phone, 390 wide, with touch."""
    return new_page(**PHONE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember on the test itself that it failed, so that its pages can be kept as pictures."""
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True
    return report
