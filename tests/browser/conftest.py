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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from db.engine import URL_SETTING
from tests.ready import ready_database

ROOT = Path(__file__).parent.parent.parent
PICTURES = Path(__file__).parent / "pictures"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Only the last list of these counts, so this is Playwright's own, and then the two pages that Chromium draws behind the
# address bar of each window: they took it longer than an empty page itself.
FEATURES_OFF = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    *("PreconnectToSearch", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--disable-features={','.join(FEATURES_OFF)}",
)
MAX_FREE_WINDOWS = 4  # each holds some 150 MB
PATIENCE_S = 60
expect.set_options(timeout=PATIENCE_S * 1000 / 3)  # 5 seconds are too few on a machine that is busy
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


@dataclass(frozen=True)
class RunningServer:
    """Where a server answers, and the URL of its database."""

    url: str
    database: str


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

    def with_database(self, name: str) -> RunningServer:
        """A new server on an empty database of this name."""
        database = self.empty_database(name)
        return RunningServer(self(database), database)

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


class Window:
    """A browser profile of its own with one page, and what went wrong in it."""

    def __init__(self, chromium: Browser, options: Mapping[str, Any]) -> None:
        self.options = options
        self.context = chromium.new_context(**options)
        self.errors: list[str] = []
        self.requests_elsewhere: list[str] = []
        self.visited: set[str] = set()
        self.context.on("request", lambda request: self._note_request(request.url))
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.set_default_timeout(PATIENCE_S * 1000 / 3)

    def _note_request(self, url: str) -> None:
        if url.startswith("http"):
            self.visited.add("/".join(url.split("/", 3)[:3]))
        if not re.match(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:|about:", url):
            self.requests_elsewhere.append(url)

    def empty(self) -> bool:
        """Make it as good as new and return True, or return False when that can't be said for sure."""
        if self.page.is_closed() or self.context.pages != [self.page] or len(self.visited) != 1:
            return False
        if not self.page.url.startswith(f"{next(iter(self.visited))}/"):
            return False
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        self.page.mouse.move(0, 0)
        self.page.emulate_media(color_scheme=self.options.get("color_scheme", "light"))
        self.page.goto("about:blank")
        self.context.clear_cookies()
        return True


class Windows:
    """The windows of one Chromium. An emptied one is used again: its scripts are compiled, so a page opens sooner."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.free: dict[str, Window] = {}

    def take(self, options: Mapping[str, Any]) -> Window:
        """An empty window with these options."""
        window = self.free.pop(repr(sorted(options.items())), None) or Window(self.chromium, options)
        window.visited.clear()
        return window

    def put_back(self, window: Window, again: bool) -> None:
        """Keep this window for another test, or close it when it should not or can't be used again."""
        key = repr(sorted(window.options.items()))
        if not again or key in self.free or not window.empty() or window.errors or window.requests_elsewhere:
            window.context.close()
            return
        self.free[key] = window
        if len(self.free) > MAX_FREE_WINDOWS:
            self.free.pop(next(iter(self.free))).context.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Call it for the address of a server: serve(database_url=None, script="app.py", env=None, words=())."""
    servers = Servers(tmp_path_factory.mktemp("servers"))
    yield servers
    servers.kill_all()


@pytest.fixture(scope="package")
def shared_server(serve: Servers) -> Iterator[RunningServer]:
    """A server for all tests that keep to a collaboration of their own and let it run."""
    server = serve.with_database("shared.db")
    yield server
    serve.kill(server.url)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A running Chromium, gone after the last of these tests: its event loop occupies the thread of the tests."""
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


@pytest.fixture(scope="package")
def windows(chromium: Browser) -> Windows:
    """The windows of this Chromium."""
    return Windows(chromium)


@pytest.fixture
def new_page(windows: Windows, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Call it for a page in an empty browser profile; takes what Playwright's new_context takes (Dutch by default).

    After the test no page may have raised an error of its own or have asked another machine for anything.
    """
    taken: list[Window] = []

    def make(**options: Any) -> Page:
        taken.append(windows.take({"locale": "nl-NL", "timezone_id": "Europe/Amsterdam"} | options))
        return taken[-1].page

    yield make
    failed = getattr(request.node, "failed", False)
    if failed:
        for number, page in enumerate(window.page for window in taken if not window.page.is_closed()):
            keep_picture(page, f"failed {request.node.name} {number}")
    for window in taken:
        windows.put_back(window, again=not failed)
    assert [error for window in taken for error in window.errors] == []
    assert [url for window in taken for url in window.requests_elsewhere] == []


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
