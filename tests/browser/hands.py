"""Hands and eyes for the browser tests of the whole app: come in, log, turn, and ask the store what is true."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import cos, radians, sin
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from db import desired, example, people, tables
from db.engine import URL_SETTING, open_engine
from db.observations.tallies import find_month_range, list_tallies
from db.session import Session, open_read_session, open_write_session
from impact.access import Role
from impact.example import build_example as make_example
from impact.model import Who
from impact.months import get_month, list_months
from impact.picture.discs import DEFAULT_WINDOW_IN_MONTHS, Disc, DiscPicture, build_picture
from impact.words import get_text
from tests.browser.conftest import PATIENCE_S, RunningServer, Servers, settled
from tests.build import make_collaboration, make_person, token

ZONE = ZoneInfo("Europe/Amsterdam")
SENTENCE = "Docenten van beide scholen geven elke week samen les in de werkplaats."


@dataclass(frozen=True)
class Pond:
    """A running app, the URL of its database, and who comes in."""

    url: str
    database: str
    who: Who

    def as_role(self, role: Role) -> "Pond":
        """The same pond for somebody else, in this role."""
        with acting(self.database) as session:
            return replace(self, who=make_person(session, self.who.collaboration_id, role))


@contextmanager
def looking(database: str) -> Iterator[Session]:
    """A session that looks into this database, beside the server that runs on it."""
    engine = open_engine(database)
    try:
        with open_read_session(engine) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def acting(database: str) -> Iterator[Session]:
    """A session that changes this database, beside the server that runs on it."""
    engine = open_engine(database)
    try:
        with open_write_session(engine) as session:
            yield session
    finally:
        engine.dispose()


def today() -> date:
    """The day it is for the browser of the tests."""
    return datetime.now(ZONE).date()


def add_example(database: str, language: str = "nl") -> Who:
    """Put the example into this database; returns its coordinator."""
    with acting(database) as session:
        person_id = people.create_profile(session, "Kim", Role.COORDINATOR)
        made = example.create_example(session, person_id, make_example(language, today()), token=token())
    return Who(person_id, made)


def example_pond(server: RunningServer, language: str = "nl") -> Pond:
    """This app with an example more in it."""
    return Pond(server.url, server.database, add_example(server.database, language))


def own_pond(server: RunningServer) -> Pond:
    """This app with an empty collaboration of four rings more in it."""
    with acting(server.database) as session:
        who = make_collaboration(session)
    return Pond(server.url, server.database, who)


def restarted(serve: Servers, pond: Pond) -> None:
    """Start the server of this pond again, at the same address and on the same database."""
    serve.begin(pond.url, {URL_SETTING: pond.database})


def known(page: Page, pond: Pond, language: str = "nl") -> Page:
    """The same page, its browser knowing who is here, what is open and in which language."""
    cookies = {
        "rimpel_person": pond.who.person_id,
        "rimpel_collaboration": pond.who.collaboration_id,
        "rimpel_language": language,
    }
    page.context.add_cookies([{"name": name, "value": value, "url": pond.url} for name, value in cookies.items()])
    return page


def opened(page: Page, pond: Pond, address: str = "", **query: str) -> Page:
    """The page, opened on this screen and at rest."""
    page.goto(f"{pond.url}/{address}" + (f"?{urlencode(query)}" if query else ""))
    return settled(page)


def button(page: Page, key: str, language: str = "nl") -> Locator:
    """The button that says this."""
    return page.get_by_role("button", name=get_text(language, key), exact=True)


def tap(page: Page, field: str, name: str) -> None:
    """Choose one word in a row of words, and see that it is chosen."""
    word = page.locator(f".st-key-{field}").get_by_role("radio", name=name)
    if not word.is_checked():
        word.click()
    expect(word).to_be_checked()


def write(page: Page, text: str, field: str = "log_what") -> None:
    """Type in a field of text and leave it."""
    box = page.locator(f".st-key-{field}").locator("textarea, input")
    box.fill(text)
    box.blur()
    settled(page)


def three_taps(page: Page, ring: tuple[str, str], theme: tuple[str, str], level: int = 3, rung: int = 2) -> None:
    """The taps of an observation; `ring` and `theme` are ids with their words."""
    tap(page, "log_ring", ring[1])
    tap(page, f"log_theme_{ring[0]}", theme[1])
    tap(page, "log_level", get_text("nl", f"model.level.{level}"))
    tap(page, "log_rung", get_text("nl", f"model.rung.{rung}"))
    settled(page)


def picture_of(pond: Pond, window: int | None = DEFAULT_WINDOW_IN_MONTHS) -> DiscPicture:
    """The discs as they ought to be drawn now, computed here from what the store holds."""
    with looking(pond.database) as session:
        rings = desired.list_rings(session, pond.who, get_text("nl", "model.unexpected"))
        counted = list_tallies(session, pond.who)
    this_month = get_month(today())
    seen = find_month_range(counted) or (this_month, this_month)
    return build_picture(rings, counted, list_months(seen[0], max(seen[1], this_month)), window)


def line_of(drawn: DiscPicture, rotation: Mapping[str, int]) -> str:
    """What the address says of the discs when these rings are turned to these places and the rest to their first."""
    return ",".join(disc.sectors[rotation.get(disc.ring.id, 0)].theme.id for disc in drawn.discs)


def on_line(page: Page, line: str) -> Page:
    """The page, once its address says that these sectors lie on the reading line."""
    page.wait_for_function("line => new URLSearchParams(location.search).get('line') === line", arg=line)
    return settled(page)


def in_month(page: Page, month: date) -> Page:
    """The page, once its address says that the discs show this month."""
    told = f"{month:%Y-%m}"
    page.wait_for_function("told => new URLSearchParams(location.search).get('month') === told", arg=told)
    return settled(page)


def ring(page: Page, disc: Disc) -> Locator:
    """The live disc of a ring."""
    return page.locator(f'.ring[data-ring="{disc.ring.id}"]')


def place(page: Page, disc: Disc, angle: float) -> tuple[float, float]:
    """Where on the screen the middle of this disc is, at this angle from 12 o'clock."""
    pond = page.locator(".pond > svg")
    pond.scroll_into_view_if_needed()
    box = pond.bounding_box()
    assert box is not None
    radius = (disc.base_radius + disc.top_radius) / 2 / 1000 * box["width"]
    turn = radians(angle - 90)
    return box["x"] + box["width"] / 2 + radius * cos(turn), box["y"] + box["height"] / 2 + radius * sin(turn)


def panel(page: Page, disc: Disc) -> Locator:
    """The part of the reading panel that is about this ring."""
    return page.locator(f".st-key-panel_{disc.ring.id}")


def twin(page: Page) -> list[list[str]]:
    """The cells of the text twin, opened when it is not open yet; without its heads."""
    word = page.get_by_role("radio", name=get_text("nl", "discs.closer.twin"), exact=True)
    if not word.is_checked():
        word.click()
    rows = page.get_by_test_id("stTable").locator("tbody tr")
    rows.first.wait_for()
    settled(page)
    cells: list[list[str]] = rows.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText))")
    return cells


def kept(pond: Pond, what: str) -> int:
    """How many observations with this sentence the store holds."""
    with looking(pond.database) as session:
        seen = tables.Observation
        return session.scalar(select(func.count()).select_from(seen).where(seen.what == what)) or 0


def killed(serve: Servers, pond: Pond, page: Page) -> None:
    """Kill the server on the spot, and see that the page notices."""
    serve.kill(pond.url)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'",
        timeout=PATIENCE_S * 1000,
    )
