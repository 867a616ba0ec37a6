"""Bringing in a long file in a real browser: it shows how far it is, stops when asked, and goes on."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from db import tables
from impact.importing.plan.row_checks import ROWS_PER_PIECE
from impact.words import get_text
from tests.bench.import_speed import many
from tests.browser.conftest import PATIENCE_S, Servers, settled
from tests.browser.hands import button, known, looking, opened, own_pond

ROWS = 12_000


def kept(database: str) -> int:
    with looking(database) as session:
        return session.scalar(select(func.count()).select_from(tables.Observation)) or 0


def test_a_long_import_stops_between_two_pieces_and_goes_on_where_it_was(desktop: Page, serve: Servers) -> None:
    page = desktop
    pond = own_pond(serve.with_database("bringing-in.db"))
    opened(known(page, pond), pond, "data")
    file = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": many(ROWS)}
    page.locator("input[type=file]").first.set_input_files(files=[file])
    take = page.locator(".st-key-data_take_in button")
    expect(take).to_be_visible(timeout=PATIENCE_S * 1000)
    page.get_by_role("radio", name=get_text("nl", "data.into.apart"), exact=True).check(force=True)
    expect(settled(page).get_by_label(get_text("nl", "data.apart_name"))).to_be_visible()
    page.locator(".st-key-data_doubles label").click()
    settled(page)
    take.click()
    stop = page.locator(".st-key-data_stop button")
    expect(page.get_by_text(re.compile(r"\d van 12"))).to_be_visible(timeout=PATIENCE_S * 1000)
    stop.click()
    expect(page.get_by_role("heading", name=get_text("nl", "bring.halted_title"))).to_be_visible(
        timeout=PATIENCE_S * 1000
    )
    halfway = kept(pond.database)
    assert 0 < halfway < ROWS
    assert halfway % ROWS_PER_PIECE == 0
    button(page, "bring.go_on").click()
    expect(page.get_by_text("12.000 waarnemingen zijn binnen.")).to_be_visible(timeout=PATIENCE_S * 1000)
    assert kept(pond.database) == ROWS
