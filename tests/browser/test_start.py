"""A server that has just been started: its very first visitors come by links, and Ctrl-C stops it calmly."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from impact.words import get_text
from pages import SCREENS
from tests.browser.conftest import PATIENCE_S, ROOT, Servers, settled
from tests.browser.hands import Pond, add_example, known

VISITED = [screen for screen in SCREENS if screen.key in ("discs", "logbook", "timeline", "meeting", "settings")]


@pytest.mark.parametrize("script", ["app.py", ROOT / "app.py"], ids=["python", "streamlit run"])
def test_the_very_first_visitors_come_by_links_and_all_see_their_page(
    serve: Servers, new_page: Callable[..., Page], script: str | Path
) -> None:
    database = serve.empty_database(f"first-{Path(script).is_absolute()}.db")
    who = add_example(database)
    pond = Pond(serve(database, script), database, who)
    pages = [known(new_page(), pond) for _ in VISITED]
    for page, screen in zip(pages, VISITED, strict=True):
        page.goto(f"{pond.url}/{screen.address}", wait_until="commit")
    for page, screen in zip(pages, VISITED, strict=True):
        settled(page)
        assert page.get_by_role("dialog").count() == 0, screen.key
        assert page.evaluate("document.documentElement.lang") == "nl"
        assert page.url.split("?")[0] == f"{pond.url}/{screen.address}"
        assert get_text("nl", f"screen.{screen.key}") in page.locator('[aria-current="page"]').inner_text()


def test_ctrl_c_stops_a_server_that_has_visitors_without_a_word_of_alarm(serve: Servers, desktop: Page) -> None:
    url = serve(env={"LC_ALL": "nl_NL.UTF-8"})
    desktop.goto(f"{url}/discs")
    settled(desktop)
    process = serve.running[url]
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 0
    log = serve.said(url)
    assert get_text("nl", "start.ready", address=url) in log
    assert log.rstrip().endswith(get_text("nl", "start.stopped"))
    assert "Traceback" not in log
    serve.kill(url)
