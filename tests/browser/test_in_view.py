"""After a long page the message about what was done is in sight, on a laptop and on a narrow phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from db.copies import backup_zip
from db.copies.evidence_files import open_store
from db.engine import open_engine
from impact.words import get_text
from tests.browser.conftest import PATIENCE_S, PHONE, Servers, picture, settled
from tests.browser.hands import Pond, button, known, opened, own_pond

SIZES: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": {"width": 1366, "height": 768}},
    "phone": {**PHONE, "viewport": {"width": 360, "height": 780}},
}
HEAD = "Wat is er veranderd;Wanneer;Ring;Gewenste impact;Richting;Niveau;Bewijs"
IN_SIGHT = """box => {
    const { top, height } = box.getBoundingClientRect()
    return top >= 0 && top + Math.min(height, 200) <= innerHeight && box.contains(document.activeElement)
}"""


def backup_of(pond: Pond, file: Path) -> Path:
    """A backup of all there is, in this file."""
    engine = open_engine(pond.database)
    backup_zip.write_backup(engine, open_store(engine), file)
    engine.dispose()
    return file


def is_in_sight(page: Page, key: str) -> Locator:
    """The box of this key, once it begins on the screen and is what is read aloud."""
    box = page.locator(f".st-key-{key}")
    box.wait_for(timeout=PATIENCE_S * 1000)
    settled(page)
    page.wait_for_function(f"(({IN_SIGHT})(document.querySelector('.st-key-{key}')))")
    return box


@pytest.mark.parametrize("size", SIZES)
def test_the_report_of_an_import_and_of_a_restore_come_into_view(
    serve: Servers, new_page: Callable[..., Page], tmp_path: Path, size: str
) -> None:
    pond = own_pond(serve.with_database(f"in-view-{size}.db"))
    page = known(new_page(**SIZES[size]), pond)
    rows = [
        f"Zin {day} staat hier.;2026-03-{day:02};Docenten;Samen ontwikkelen;positief;gangbaar;zelf gezien"
        for day in range(1, 29)
    ]
    late = [
        f"Zin {day} komt later.;2031-03-{day:02};Docenten;Samen ontwikkelen;positief;gangbaar;zelf gezien"
        for day in range(1, 29)
    ]
    opened(page, pond, "data")
    content = "\n".join([HEAD, *rows, *late]).encode()
    page.locator("input[type=file]").first.set_input_files(
        files=[{"name": "lijst.csv", "mimeType": "text/csv", "buffer": content}]
    )
    page.locator(".st-key-data_take_in button").click()
    report = is_in_sight(page, "data_report_card")
    expect(report).to_contain_text("28 waarnemingen")
    picture(page, f"in view import {size}")
    opened(page, pond, "data", view="backup")
    page.locator(".st-key-backup_in summary").click()
    page.locator(".st-key-backup_in input[type=file]").set_input_files(backup_of(pond, tmp_path / "kopie.zip"))
    page.locator(".st-key-backup_word input").fill(get_text("nl", "backup.word"))
    page.locator(".st-key-backup_go button").click()
    is_in_sight(page, "backup_done")
    picture(page, f"in view restore {size}")
    button(page, "backup.go_on").click()
    settled(page)
    serve.kill(pond.url)
