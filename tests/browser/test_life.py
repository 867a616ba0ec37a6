"""The whole line: from an empty pond to an observation on the discs, and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from db import collaborations, tables
from impact.model import Who
from impact.words import get_text
from tests.browser.conftest import Servers, picture, settled
from tests.browser.hands import (
    SENTENCE,
    Pond,
    acting,
    button,
    in_month,
    kept,
    known,
    line_of,
    looking,
    on_line,
    opened,
    panel,
    picture_of,
    three_taps,
    today,
    twin,
    write,
)

NAME = "Leerroute Techniek Noord"
WISHES = ("Bewuste keuze", "Samen lesgeven", "Tijd in het rooster", "Eén leerlijn")


@pytest.fixture(scope="module")
def server(serve: Servers) -> Iterator[Pond]:
    running = serve.with_database("life.db")
    yield Pond(running.url, running.database, Who("", ""))
    serve.kill(running.url)


@pytest.fixture
def empty(server: Pond) -> Pond:
    with acting(server.database) as session:
        for table in reversed(tables.Base.metadata.sorted_tables):
            session.execute(delete(table))
    return server


def somebody(page: Page, pond: Pond) -> Pond:
    """The same pond, for who came in on this page."""
    page.wait_for_function("() => document.cookie.includes('rimpel_collaboration=')")
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    return Pond(pond.url, pond.database, Who(cookies["rimpel_person"], cookies["rimpel_collaboration"]))


def look_at_example(page: Page, empty: Pond) -> Pond:
    opened(page, empty)
    button(page, "home.example").click()
    expect(page.locator(".st-key-fictional")).to_contain_text(get_text("nl", "home.fictional"))
    return somebody(settled(page), empty)


def number_of(page: Page, theme: str) -> int:
    """How many observations the text twin counts for this theme."""
    return next(int(row[5]) for row in twin(page) if row[1] == theme)


def test_an_observation_about_the_example_is_found_on_the_discs_and_leaves_again(empty: Pond, desktop: Page) -> None:
    page = desktop
    pond = look_at_example(page, empty)
    picture(page, "life example home")
    before = picture_of(pond)
    disc, sector = before.discs[1], before.discs[1].sectors[3]

    opened(page, pond, "observation")
    write(page, SENTENCE)
    three_taps(page, (disc.ring.id, disc.ring.name), (sector.theme.id, sector.theme.label))
    button(page, "observation.save").click()
    expect(page.get_by_text(get_text("nl", "observation.saved"), exact=True)).to_be_visible()
    picture(settled(page), "life saved")

    page.get_by_role("link", name=get_text("nl", "common.see_on_discs")).click()
    on_line(page, line_of(before, {disc.ring.id: 3}))
    expect(page.locator(f'[data-theme="{sector.theme.id}"]')).to_contain_class("on fresh")
    expect(panel(page, disc)).to_contain_text(SENTENCE)
    assert number_of(page, sector.theme.label) == sector.readings[-1].n + 1
    picture(page, "life on the discs")

    page.get_by_role("link", name=get_text("nl", "screen.observation"), exact=True).click()
    button(page, "common.undo").click()
    expect(page.locator(".st-key-log_what textarea")).to_have_value(SENTENCE)
    expect(page.locator(".st-key-log_level").get_by_role("radio", checked=True)).to_have_text(
        get_text("nl", "model.level.3")
    )
    assert kept(pond, SENTENCE) == 0
    assert picture_of(pond).get_sector(sector.theme.id).readings == sector.readings


def test_the_example_goes_away_in_one_click_and_leaves_an_empty_pond(empty: Pond, desktop: Page) -> None:
    pond = look_at_example(desktop, empty)
    button(desktop, "common.remove_example").click()
    expect(desktop.get_by_role("heading", name=get_text("nl", "home.welcome_title"))).to_be_visible()
    picture(settled(desktop), "life empty again")
    with looking(pond.database) as session:
        assert collaborations.list_collaborations(session) == ()
    opened(desktop, pond)
    expect(desktop.get_by_role("heading", name=get_text("nl", "home.welcome_title"))).to_be_visible()


def test_a_team_starts_its_own_pond_and_its_first_observation_lands_on_the_discs(empty: Pond, desktop: Page) -> None:
    page = opened(desktop, empty)
    button(page, "home.own").click()
    page.get_by_label(get_text("nl", "common.your_name")).fill("Sam")
    page.get_by_label(get_text("nl", "home.own_name")).fill(NAME)
    page.get_by_label(get_text("nl", "home.own_organisations")).fill("Vakcollege Noord\nROC Noord")
    for number, wish in enumerate(WISHES):
        page.locator(f".st-key-own_wish_{number} input").fill(wish)
    picture(page, "life start our own")
    button(page, "home.own_start").click()
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    pond = somebody(settled(page), empty)
    picture(page, "life own home")

    drawn = picture_of(pond)
    assert [[sector.theme.label for sector in disc.sectors] for disc in drawn.discs] == [
        [wish, get_text("nl", "model.unexpected")] for wish in WISHES
    ]
    disc, sector = drawn.discs[2], drawn.discs[2].sectors[0]
    button(page, "common.log_observation").click()
    page.get_by_label(get_text("nl", "observation.what")).wait_for()
    write(page, SENTENCE)
    three_taps(page, (disc.ring.id, disc.ring.name), (sector.theme.id, WISHES[2]))
    button(page, "observation.save").click()
    page.get_by_role("link", name=get_text("nl", "common.see_on_discs")).click()
    on_line(page, line_of(drawn, {}))
    expect(panel(page, disc)).to_contain_text(SENTENCE)
    assert number_of(page, WISHES[2]) == 1
    assert picture_of(pond).get_sector(sector.theme.id).readings[-1].seen == 3


def test_a_second_visitor_finds_the_pond_and_joins_it(empty: Pond, desktop: Page) -> None:
    look_at_example(desktop, empty)
    desktop.context.clear_cookies()
    page = opened(desktop, empty, "discs")
    page.get_by_label(get_text("nl", "common.your_name")).fill("Noor")
    button(page, "here.enter").click()
    expect(page.get_by_role("heading", name=get_text("nl", "screen.discs"), level=1)).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_contain_text(
        get_text("nl", "menu.here", name="Noor", role=get_text("nl", "model.role.member"))
    )


def test_an_observation_of_last_year_lands_in_its_own_month(empty: Pond, desktop: Page) -> None:
    pond = look_at_example(desktop, empty)
    known(desktop, pond)
    drawn = picture_of(pond)
    disc, sector = drawn.discs[0], drawn.discs[0].sectors[1]
    page = opened(desktop, pond, "observation", theme=sector.theme.id)
    write(page, SENTENCE)
    year = page.get_by_role("spinbutton", name=f"jaar, {get_text('nl', 'observation.seen_on')}")
    year.click()
    page.keyboard.type(str(today().year - 1))
    page.keyboard.press("Tab")
    settled(page)
    three_taps(page, (disc.ring.id, disc.ring.name), (sector.theme.id, sector.theme.label))
    button(page, "observation.save").click()
    page.get_by_role("link", name=get_text("nl", "common.see_on_discs")).click()
    on_line(page, line_of(drawn, {disc.ring.id: 1}))
    in_month(page, today().replace(year=today().year - 1, day=1))
    expect(panel(page, disc)).to_contain_text(SENTENCE)
