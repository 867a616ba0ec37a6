"""Hands and eyes for the browser test of the discs: turn a ring, and read what the screen and Python know."""

import json
from collections.abc import Callable
from math import cos, radians, sin
from typing import Any

from playwright.sync_api import Locator, Page, expect

from impact.picture.discs import compute_rotation
from tests.browser.conftest import settled
from tests.browser.disc_world import make_picture

RING, THEMES = "r1", 5
Told = dict[str, Any]

PRESS = (
    """(ring, keys) => keys.forEach(key => ring.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})))"""
)

LOOK = """groups => Object.fromEntries(groups.map(group => [group.dataset.theme, {
    angle: Number(group.dataset.angle),
    told: ['seen', 'confirmed', 'wanted'].map(name => group.dataset[name] === '' ? null : Number(group.dataset[name])),
    drawn: ['seen', 'confirmed', 'wanted'].map(name => {
        const path = group.querySelector('.' + name)
        if (!path.getTotalLength()) return null
        const far = Array.from({length: 60}, (_, i) => path.getPointAtLength(path.getTotalLength() * i / 59))
        return Math.max(...far.map(({x, y}) => Math.hypot(x, y)))
    }),
    open: group.classList.contains('open'),
}]))"""

CLOCK = """() => {
    window.frames_ms = []
    const ask = window.requestAnimationFrame
    window.requestAnimationFrame = act => ask(now => {
        const begun = performance.now()
        act(now)
        window.frames_ms.push(performance.now() - begun)
    })
}"""


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    ring(page).wait_for()
    return settled(page)


def ring(page: Page, name: str = RING) -> Locator:
    return page.locator(f'.ring[data-ring="{name}"]')


def told(page: Page) -> Told:
    said: Told = json.loads(page.get_by_test_id("stText").inner_text())
    return said


def told_after(page: Page, act: Callable[[], object], turns: int = 1) -> Told:
    """What Python knows once it has been told of this act, and everything is at rest again."""
    expected = told(page)["turns"] + turns
    act()
    page.wait_for_function(
        "turns => JSON.parse(document.querySelector('[data-testid=stText]').innerText).turns >= turns", arg=expected
    )
    said = told(settled(page))
    assert said["turns"] == expected
    return said


def stands_at(page: Page, position: int, name: str = RING) -> None:
    expect(ring(page, name)).to_have_attribute("data-rotation", f"{compute_rotation(position, THEMES):g}")


def point(page: Page, angle: float, name: str = RING) -> tuple[float, float]:
    """Where on the screen the middle of this ring is, at this angle from 12 o'clock."""
    box = page.locator(".pond > svg").bounding_box()
    assert box is not None
    disc = next(disc for disc in make_picture().discs if disc.ring.id == name)
    radius = (disc.base_radius + disc.top_radius) / 2 / 1000 * box["width"]
    turn = radians(angle - 90)
    return box["x"] + box["width"] / 2 + radius * cos(turn), box["y"] + box["height"] / 2 + radius * sin(turn)


def drag(page: Page, start: int, end: int) -> None:
    page.mouse.move(*point(page, start))
    page.mouse.down()
    for angle in range(start, end, -5 if end < start else 5):
        page.mouse.move(*point(page, angle))
    page.mouse.up()


def swipe(page: Page, start: int, end: int) -> None:
    touches(page, [point(page, angle) for angle in range(start, end, -5 if end < start else 5)])


def touches(page: Page, places: list[tuple[float, float]]) -> None:
    """One finger down at the first of these places, along the others, and up."""
    session = page.context.new_cdp_session(page)
    kinds = ["touchStart"] + ["touchMove"] * (len(places) - 1)
    for kind, (x, y) in zip(kinds, places, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
