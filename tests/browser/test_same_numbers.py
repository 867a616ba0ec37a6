"""One picture, three drawings: the live discs, the still figure and the text twin tell the same."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from impact.charts.still_disc import PictureCaption, draw_still_disc
from impact.picture.discs import DiscPicture, Sector
from impact.picture.text_twin import format_seen_level, format_wanted_level
from impact.words import format_number, get_text
from tests.browser.conftest import DESKTOP, RunningServer, settled
from tests.browser.disc_hands import LOOK
from tests.browser.hands import Pond, example_pond, in_month, known, opened, panel, picture_of, ring, twin

MARKS = ("seen", "confirmed", "wanted")

# Turns every ring to every sector in every month, as the controls would, and reads what stands beside the list.
READ_ALL = """root => {
    const choices = [...root.querySelectorAll('.turn select')], slider = root.querySelector('input[type=range]')
    const change = (field, value, name) => { field.value = value; field.dispatchEvent(new Event(name)) }
    const told = {}
    for (let month = 0; month <= slider.max; month++) {
        change(slider, month, 'input')
        for (const choice of choices)
            for (const option of choice.options) {
                change(choice, option.value, 'change')
                told[`${month} ${choice.dataset.at.split(' ')[1]} ${option.value}`] =
                    choice.closest('.turn').querySelector('.facts').textContent
            }
    }
    return told
}"""


@pytest.fixture(scope="module")
def pond(shared_server: RunningServer) -> Pond:
    return example_pond(shared_server)


@pytest.fixture(scope="module")
def drawn(pond: Pond) -> DiscPicture:
    return picture_of(pond)


@pytest.fixture
def page(pond: Pond, new_page: Callable[..., Page], drawn: DiscPicture) -> Page:
    page = opened(known(new_page(**DESKTOP, reduced_motion="reduce"), pond), pond, "discs")
    ring(page, drawn.discs[0]).wait_for()
    return settled(page)


def move(page: Page, drawn: DiscPicture, index: int) -> None:
    page.get_by_role("slider", name=get_text("nl", "common.month")).fill(str(index))
    in_month(page, drawn.months[index])


@pytest.mark.parametrize("ago", [0, 14, 27])
def test_the_live_discs_have_the_angles_and_radii_of_the_picture_and_of_the_still_figure(
    page: Page, drawn: DiscPicture, ago: int
) -> None:
    index = len(drawn.months) - 1 - ago
    move(page, drawn, index)
    live = page.locator(".sector").evaluate_all(LOOK)
    figure = draw_still_disc(drawn, index, {}, PictureCaption("nl", "Leerroute"))
    still: dict[str, dict[str, Any]] = {row["theme"]: row for row in figure.spec["datasets"]["sectors"]}
    sectors = [(disc, sector) for disc in drawn.discs for sector in disc.sectors]
    assert live.keys() == still.keys() == {sector.theme.id for _, sector in sectors}
    for disc, sector in sectors:
        look, row = live[sector.theme.id], still[sector.theme.id]
        radii = [getattr(sector.radii[index], name) for name in MARKS]
        assert [row[name] for name in MARKS] == radii
        assert (row["start"] + row["end"]) / 2 == sector.middle_angle == pytest.approx(look["angle"], abs=0.001)
        assert look["told"] == [None if radius is None else pytest.approx(radius, abs=0.051) for radius in radii]
        assert look["open"] == (sector.readings[index].seen is None)
        for radius, reach in zip(radii, look["drawn"], strict=True):
            if radius is not None and radius > disc.base_radius + 0.1:
                assert reach == pytest.approx(radius, abs=0.1)


@pytest.mark.parametrize("ago", [0, 20])
def test_the_text_twin_has_the_numbers_of_the_picture_as_a_dutch_reader_writes_them(
    page: Page, drawn: DiscPicture, ago: int
) -> None:
    index = len(drawn.months) - 1 - ago
    move(page, drawn, index)
    expected = [
        [disc.ring.name, sector.theme.label, *cells(sector, index)] for disc in drawn.discs for sector in disc.sectors
    ]
    assert twin(page) == expected
    assert any("," in cell for row in expected for cell in row[2:])
    assert any(get_text("nl", "common.not_seen") in row for row in expected)


def cells(sector: Sector, index: int) -> list[str]:
    now = sector.readings[index]
    counts = (now.n, now.confirmed_n, now.negatives, now.disputed, now.fresh)
    levels = [
        format_wanted_level("nl", now.wanted),
        format_seen_level("nl", now.seen),
        format_seen_level("nl", now.confirmed),
    ]
    return levels + [format_number("nl", count, 0) for count in counts]


def test_what_the_discs_say_in_words_is_what_the_twin_says_in_every_sector_and_month(
    page: Page, drawn: DiscPicture
) -> None:
    told: dict[str, str] = page.locator(".rimpel").evaluate(READ_ALL)
    expected = {
        f"{index} {disc.ring.id} {position}": " · ".join(facts(sector, index))
        for index in range(len(drawn.months))
        for disc in drawn.discs
        for position, sector in enumerate(disc.sectors)
    }
    assert {where: (said, expected[where]) for where, said in told.items() if said != expected[where]} == {}
    assert len(told) == len(expected)


def facts(sector: Sector, index: int) -> list[str]:
    now = sector.readings[index]
    said = [] if now.wanted is None else [get_text("nl", "common.wanted", level=format_wanted_level("nl", now.wanted))]
    said.append(
        get_text("nl", "common.not_seen")
        if now.seen is None
        else get_text("nl", "common.seen", level=format_seen_level("nl", now.seen).replace("−", "-"))
    )
    if now.confirmed is not None:
        said.append(get_text("nl", "common.confirmed", level=format_seen_level("nl", now.confirmed).replace("−", "-")))
    counts = {"n": now.n, "fresh": now.fresh, "negatives": now.negatives, "disputed": now.disputed}
    return said + [get_text("nl", f"disc.{name}", n=format_number("nl", n, 0)) for name, n in counts.items() if n]


def test_the_reading_panel_has_the_same_numbers_too(page: Page, drawn: DiscPicture) -> None:
    index = len(drawn.months) - 1
    move(page, drawn, index)
    for disc in drawn.discs:
        now = disc.sectors[0].readings[index]
        assert now.seen is not None
        wanted, seen, confirmed = (format_number("nl", level) for level in (now.wanted, now.seen, now.confirmed))
        words = get_text("nl", "discs.levels", wanted=wanted, seen=seen, confirmed=confirmed, n=now.n).replace("**", "")
        expect(panel(page, disc)).to_contain_text(words)
        assert panel(page, disc).get_by_role("img").first.get_attribute("alt") == words
