"""What the running app hands out in a browser is a file that comes in again: a whole collaboration, and a backup."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db import collaborations
from impact.whole.collaboration_file import read_collaboration_file
from impact.words import get_text
from tests.browser.conftest import Servers, settled
from tests.browser.hands import Pond, acting, button, known, looking, opened, own_pond, today
from tests.build import make_observation


@pytest.fixture(scope="module")
def pond(serve: Servers) -> Iterator[Pond]:
    made = own_pond(serve.with_database("along.db"))
    with acting(made.database) as session:
        make_observation(session, made.who)
    yield made
    serve.kill(made.url)


def handed_out(page: Page, key: str, to: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator(f".st-key-{key} button").click()
    waiting.value.save_as(to)
    return to


def names(pond: Pond) -> list[str]:
    with looking(pond.database) as session:
        return [one.name for one in collaborations.list_collaborations(session)]


def test_what_is_handed_out_comes_in_again(pond: Pond, desktop: Page, tmp_path: Path) -> None:
    known(desktop, pond)
    before = names(pond)
    everything = handed_out(opened(desktop, pond, "data", view="out"), "whole_download", tmp_path / "alles.zip")
    backup = handed_out(opened(desktop, pond, "data", view="backup"), "data_backup", tmp_path / "kopie.zip")
    with everything.open("rb") as stream:
        assert len(read_collaboration_file(stream, today()).data["observations"]) == 1
    page = opened(desktop, pond, "data")
    page.locator(".st-key-whole_in input[type=file]").set_input_files(everything)
    page.locator(".st-key-whole_take_in button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(get_text("nl", "whole.copy_of", name=before[0]))
    assert len(names(pond)) == 2
    page = opened(settled(page), pond, "data", view="backup")
    page.locator(".st-key-backup_in summary").click()
    page.locator(".st-key-backup_in input[type=file]").set_input_files(backup)
    page.locator(".st-key-backup_word input").fill(get_text("nl", "backup.word"))
    page.locator(".st-key-backup_go button").click()
    done = get_text("nl", "backup.done", observations="").partition(":")[0]
    expect(page.locator("[data-testid=stAlert]").filter(has_text=done)).to_be_visible()
    assert names(pond) == before
    button(page, "backup.go_on").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
