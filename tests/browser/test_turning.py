"""The screen of the turning discs: every way of turning leads to the same place, time moves, and nothing is written."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import make_url

from db.engine import open_engine
from db.ripples import links
from impact.months import shift_month
from impact.picture.discs import Disc, DiscPicture, compute_rotation
from impact.ripples.chains import compute_strongest_chain
from impact.words import format_month as month_name
from impact.words import get_text
from tests.browser.conftest import DESKTOP, PHONE, RunningServer, picture, settled
from tests.browser.disc_hands import touches
from tests.browser.hands import (
    Pond,
    button,
    example_pond,
    in_month,
    known,
    line_of,
    looking,
    on_line,
    opened,
    panel,
    picture_of,
    place,
    ring,
)

STEPS = range(110, 49, -5)


@pytest.fixture(scope="module")
def pond(shared_server: RunningServer) -> Pond:
    return example_pond(shared_server)


@pytest.fixture(scope="module")
def drawn(pond: Pond) -> DiscPicture:
    return picture_of(pond)


def at_the_discs(page: Page, pond: Pond, **query: str) -> Page:
    known(page, pond)
    opened(page, pond, "discs", **query)
    page.locator(".ring").first.wait_for()
    return settled(page)


def drag(page: Page, disc: Disc) -> None:
    page.mouse.move(*place(page, disc, STEPS[0]))
    page.mouse.down()
    for angle in STEPS[1:]:
        page.mouse.move(*place(page, disc, angle))
    page.mouse.up()


def swipe(page: Page, disc: Disc) -> None:
    touches(page, [place(page, disc, angle) for angle in STEPS])


def key(page: Page, disc: Disc) -> None:
    ring(page, disc).press("ArrowRight")


def step(page: Page, disc: Disc) -> None:
    page.get_by_role("button", name=get_text("nl", "disc.next", ring=disc.ring.name)).click()


def choose(page: Page, disc: Disc) -> None:
    chosen = page.get_by_role("combobox", name=get_text("nl", "disc.choose", ring=disc.ring.name))
    chosen.select_option(disc.sectors[1].theme.label)


WAYS: dict[str, Callable[[Page, Disc], None]] = {
    "mouse": drag,
    "finger": swipe,
    "key": key,
    "step button": step,
    "list": choose,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_turning_comes_to_the_same_place_and_address_and_panel_follow(
    pond: Pond, drawn: DiscPicture, new_page: Callable[..., Page], way: str
) -> None:
    page = at_the_discs(new_page(**(PHONE if way == "finger" else DESKTOP)), pond)
    disc = drawn.discs[1]
    expect(panel(page, disc)).to_contain_text(disc.sectors[0].theme.label)
    WAYS[way](page, disc)
    expect(ring(page, disc)).to_have_attribute("data-rotation", f"{compute_rotation(1, len(disc.sectors)):g}")
    on_line(page, line_of(drawn, {disc.ring.id: 1}))
    expect(panel(page, disc)).to_contain_text(disc.sectors[1].theme.label)
    expect(page.get_by_role("slider", name=disc.ring.name)).to_have_attribute("aria-valuenow", "2")


def test_the_way_back_is_as_long_as_the_way_there(pond: Pond, drawn: DiscPicture, desktop: Page) -> None:
    page = at_the_discs(desktop, pond)
    disc = drawn.discs[3]
    step(page, disc)
    on_line(page, line_of(drawn, {disc.ring.id: 1}))
    page.get_by_role("button", name=get_text("nl", "disc.previous", ring=disc.ring.name)).click()
    on_line(page, line_of(drawn, {}))
    assert f"{float(ring(page, disc).get_attribute('data-rotation') or 'nan'):g}" in ("0", "-0")


def test_moving_in_time_changes_address_and_panel(pond: Pond, drawn: DiscPicture, desktop: Page) -> None:
    page = at_the_discs(desktop, pond)
    now = drawn.months[-1]
    slider = page.get_by_role("slider", name=get_text("nl", "common.month"))
    slider.press("PageDown")
    in_month(page, shift_month(now, -12))
    slider.press("ArrowLeft")
    earlier = shift_month(now, -13)
    in_month(page, earlier)
    title = get_text("nl", "discs.on_line", month=month_name("nl", earlier))
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_a_link_restores_rotation_and_month_for_somebody_else(
    pond: Pond, drawn: DiscPicture, new_page: Callable[..., Page]
) -> None:
    page = at_the_discs(new_page(**DESKTOP), pond)
    first, last = drawn.discs[0], drawn.discs[3]
    for disc, label in ((first, first.sectors[3].theme.label), (last, last.sectors[5].theme.label)):
        page.get_by_role("combobox", name=get_text("nl", "disc.choose", ring=disc.ring.name)).select_option(label)
    page.get_by_role("slider", name=get_text("nl", "common.month")).press("PageDown")
    month = shift_month(drawn.months[-1], -12)
    in_month(on_line(page, line_of(drawn, {first.ring.id: 3, last.ring.id: 5})), month)
    link = page.url

    other = known(new_page(**DESKTOP), pond)
    other.goto(link)
    ring(other, first).wait_for()
    settled(other)
    for disc, position in ((first, 3), (drawn.discs[1], 0), (drawn.discs[2], 0), (last, 5)):
        expect(ring(other, disc)).to_have_attribute(
            "data-rotation", f"{compute_rotation(position, len(disc.sectors)):g}"
        )
        expect(panel(other, disc)).to_contain_text(disc.sectors[position].theme.label)
    expect(other.get_by_role("slider", name=get_text("nl", "common.month"))).to_have_attribute(
        "aria-valuetext", month_name("nl", month)
    )
    assert urlsplit(other.url).query.split("&") == urlsplit(link).query.split("&")


@pytest.mark.parametrize("query", [{"line": "nergens", "month": "1900-01"}, {"line": ",,", "month": "13-13-13"}])
def test_a_link_that_means_nothing_falls_back_calmly(
    pond: Pond, drawn: DiscPicture, desktop: Page, query: dict[str, str]
) -> None:
    page = at_the_discs(desktop, pond, **query, window="12345", org="niemand")
    in_month(on_line(page, line_of(drawn, {})), drawn.months[-1])
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert "window=" not in page.url
    assert "org=" not in page.url


def test_lining_up_turns_to_the_strongest_chain(pond: Pond, drawn: DiscPicture, desktop: Page) -> None:
    with looking(pond.database) as session:
        chain = compute_strongest_chain(
            links.list_nodes(session, pond.who, linked_only=True), links.list_ripples(session, pond.who)
        )
    assert chain is not None
    assert len({node.ring_id for node in chain.nodes}) == len(drawn.discs)
    themes = {node.ring_id: node.theme_id for node in chain.nodes}
    page = at_the_discs(desktop, pond)
    button(page, "discs.line_up").click()
    on_line(page, ",".join(themes[disc.ring.id] for disc in drawn.discs))
    for disc in drawn.discs:
        label = drawn.get_sector(themes[disc.ring.id]).theme.label
        expect(panel(page, disc)).to_contain_text(label)
    expect(page.locator(".link").first).to_be_attached()
    picture(page, "turning lined up")


def test_the_outlined_sectors_of_a_chain_show_their_ripples_in_the_panel(pond: Pond, desktop: Page) -> None:
    page = at_the_discs(desktop, pond)
    button(page, "discs.line_up").click()
    expect(page.locator(".st-key-discs_chain_told")).to_be_visible()
    told = page.locator('[class*="st-key-between_"]').first
    expect(told).to_be_visible()
    told.locator("summary").click()
    expect(told.locator("strong").first).to_contain_text("→")


def test_turning_and_time_travel_leave_the_database_byte_for_byte_the_same(
    pond: Pond, drawn: DiscPicture, desktop: Page
) -> None:
    page = at_the_discs(desktop, pond)
    checkpoint(pond)
    before = content(pond)
    assert before[0].startswith(b"SQLite format 3")
    for position, disc in enumerate(drawn.discs):
        choose(page, disc)
        on_line(page, line_of(drawn, {one.ring.id: 1 for one in drawn.discs[: position + 1]}))
    drag(page, drawn.discs[2])
    on_line(page, line_of(drawn, {one.ring.id: 1 for one in drawn.discs} | {drawn.discs[2].ring.id: 2}))
    page.get_by_role("slider", name=get_text("nl", "common.month")).press("PageDown")
    in_month(page, shift_month(drawn.months[-1], -12))
    button(page, "discs.line_up").click()
    page.locator(".st-key-discs_chain_told").wait_for()
    button(page, "disc.reset").click()
    on_line(page, line_of(drawn, {}))
    assert content(pond) == before


def checkpoint(pond: Pond) -> None:
    """Bring what SQLite still keeps in its log into the file itself."""
    engine = open_engine(pond.database)
    with engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    engine.dispose()
    assert not busy


def content(pond: Pond) -> tuple[bytes, bytes]:
    """Every byte of the database: its file and the log beside it."""
    file = Path(str(make_url(pond.database).database))
    log = file.with_name(f"{file.name}-wal")
    return file.read_bytes(), log.read_bytes() if log.exists() else b""
