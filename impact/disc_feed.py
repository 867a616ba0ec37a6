"""What the live discs are fed: the picture as plain values that travel as JSON, small enough to go along with a page.

Lengths and angles are those of impact.discs. What changes through time is written as a step function: one text per
sector with a row for each month in which something differs from the month before and in it the values that differ;
`expand` reads it back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from json import dumps
from textwrap import shorten, wrap
from typing import Any
from zlib import crc32

from impact.colours import DARK, LIGHT, STONE, STONE_INK, Ground, tints
from impact.discs import GAP, SIZE, Disc, Picture, Radii, Sector
from impact.discs import STONE as STONE_RADIUS
from impact.level import Reading
from impact.model import RippleKind
from impact.months import months_between
from impact.words import catalogue, say
from impact.words import month as month_name

ROW = (
    "month", "seen_r", "confirmed_r", "wanted_r", "n", "negatives", "disputed", "fresh", "seen", "wanted", "confirmed",
)  # fmt: skip
RISE = 4.3
NONE = "-"
STONE_LINE, STONE_LINES = 14, 3
TEXTS = (
    "disc.discs", "disc.hint", "disc.reset", "disc.play", "disc.pause", "disc.month", "disc.present", "disc.leave",
    "disc.previous", "disc.next", "disc.choose", "disc.on_line", "disc.wanted", "disc.seen", "disc.confirmed",
    "disc.not_seen", "disc.n", "disc.negatives", "disc.disputed", "disc.fresh", "disc.filtered",
)  # fmt: skip
PLURALS = ("disc.observations", "disc.ripples", "disc.hindering")


@dataclass(frozen=True)
class RippleCount:
    """How many ripples of one kind run from one theme to another, by the month of the effect."""

    from_theme: str
    to_theme: str
    kind: RippleKind
    month: date
    n: int


def feed(
    picture: Picture, links: Iterable[RippleCount], *, name: str, language: str, filtered: bool = False
) -> dict[str, Any]:
    """The picture, the ripples between its sectors and the words around it, JSON-ready.

    `name` stands on the stone, `filtered` makes the stone say that not everything is counted. `mark` is a fingerprint
    of the whole: two feeds with the same mark draw the same.
    """
    told = {
        "language": language,
        "size": SIZE,
        "stone": {"radius": STONE_RADIUS, "name": name, "lines": stone_lines(name), "filtered": filtered},
        "first": picture.months[0].year * 12 + picture.months[0].month - 1,
        "months": [month_name(language, month) for month in picture.months],
        "counted": list(picture.counted),
        "grounds": {"light": _ground(LIGHT), "dark": _ground(DARK)},
        "discs": [_disc(disc) for disc in picture.discs],
        "links": _links(picture, links),
        "words": {key.partition(".")[2]: say(language, key) for key in TEXTS}
        | {key.partition(".")[2]: list(catalogue(language)[key]) for key in PLURALS},
    }
    return told | {"mark": crc32(dumps(told).encode())}


def stone_lines(name: str) -> list[str]:
    """The name of the collaboration in at most three lines that fit on the stone, cut with an ellipsis."""
    lines = wrap(name, STONE_LINE)
    if len(lines) <= STONE_LINES:
        return lines
    return [*lines[: STONE_LINES - 1], shorten(lines[STONE_LINES - 1], STONE_LINE - 2, placeholder="") + "…"]


def expand(steps: str, count: int) -> list[tuple[float | None, ...]]:
    """The rows of a step function for each of `count` months, in the order of ROW without the month."""
    rows: list[tuple[float | None, ...]] = []
    for step in steps.split(";"):
        month, *values = step.split(",")
        before = rows[-1] if rows else (None,) * len(values)
        rows.extend([before] * (int(month) - len(rows)))
        values += [""] * (len(before) - len(values))
        rows.append(tuple(_told(value, known) for value, known in zip(values, before, strict=True)))
    return rows + rows[-1:] * (count - len(rows))


def _told(value: str, before: float | None) -> float | None:
    return before if value == "" else None if value == NONE else float(value)


def row(reading: Reading, radii: Radii) -> tuple[float | None, ...]:
    """What one sector shows in one month, in the order of ROW without the month, rounded to one decimal."""
    lengths = (radii.seen, radii.confirmed, radii.wanted)
    counts = (reading.n, reading.negatives, reading.disputed, reading.fresh)
    levels = (reading.seen, reading.wanted, reading.confirmed)
    return (*map(_rounded, lengths), *counts, *map(_rounded, levels))


def _ground(ground: Ground) -> dict[str, Any]:
    return {"ink": ground.ink, "stone": STONE, "stoneInk": STONE_INK}


def _disc(disc: Disc) -> dict[str, Any]:
    light, dark = tints(disc.number, LIGHT), tints(disc.number, DARK)
    return {
        "id": disc.ring.id,
        "name": disc.ring.name,
        "base": _rounded(disc.base),
        "top": _rounded(disc.top),
        "edge": _rounded(disc.outer - GAP),
        "label": [_rounded(disc.lane - RISE), _rounded(disc.lane + RISE)],
        "levels": [_rounded(radius) for radius in disc.levels],
        "light": [light.full, light.lighter, light.track],
        "dark": [dark.full, dark.lighter, dark.track],
        "sectors": [_sector(sector) for sector in disc.sectors],
    }


def _sector(sector: Sector) -> dict[str, Any]:
    rows = [row(*shown) for shown in zip(sector.readings, sector.radii, strict=True)]
    return {
        "id": sector.theme.id,
        "label": sector.theme.label,
        "cut": sector.label,
        "start": round(sector.start, 3),
        "end": round(sector.end, 3),
        "changes": _steps(rows),
    }


def _links(picture: Picture, links: Iterable[RippleCount]) -> list[dict[str, Any]]:
    """One line per pair of sectors and per sort of ripple, with how many lie in the window, as steps."""
    places = {sector.theme.id: [d, s] for d, disc in enumerate(picture.discs) for s, sector in enumerate(disc.sectors)}
    monthly: dict[tuple[str, str, bool], list[int]] = defaultdict(lambda: [0] * len(picture.months))
    for link in links:
        index = months_between(picture.months[0], link.month)
        if link.from_theme in places and link.to_theme in places and 0 <= index < len(picture.months):
            monthly[link.from_theme, link.to_theme, link.kind is RippleKind.HINDERS][index] += link.n
    return [
        {"from": places[cause], "to": places[effect], "hinders": hinders, "changes": _steps(_inside(n, picture.window))}
        for (cause, effect, hinders), n in monthly.items()
        if cause != effect
    ]


def _inside(counts: Sequence[int], window: int | None) -> Iterator[tuple[float | None, ...]]:
    for index in range(len(counts)):
        start = 0 if window is None else max(index + 1 - window, 0)
        yield (sum(counts[start : index + 1]),)


def _steps(rows: Iterable[tuple[float | None, ...]]) -> str:
    """The months in which something differs from the month before, and in them only the values that differ."""
    steps: list[str] = []
    before: tuple[float | None, ...] = ()
    for index, values in enumerate(rows):
        if values != before:
            known = before or ("",) * len(values)
            told = ("" if value == old else _short(value) for value, old in zip(values, known, strict=True))
            steps.append(f"{index},{','.join(told)}".rstrip(","))
            before = values
    return ";".join(steps)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1) + 0.0


def _short(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}".removesuffix(".0")
