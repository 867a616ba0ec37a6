"""The picture for the live discs as plain values that JSON knows, small enough to go along with a page.

Lengths and angles are those of impact.picture.discs. What changes through time is written as a step function: one
text per sector with a row for each month in which something differs from the month before and in it the values that
differ; `expand_steps` reads it back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from json import dumps
from textwrap import shorten, wrap
from typing import Any
from zlib import crc32

from impact.model import RippleKind
from impact.months import count_months_between, get_window_start
from impact.picture.colours import (
    DARK_SCHEME,
    LIGHT_SCHEME,
    STONE_COLOUR,
    STONE_INK_COLOUR,
    ColourScheme,
    get_ring_tints,
)
from impact.picture.discs import PICTURE_SIZE, RING_GAP, STONE_RADIUS, Disc, DiscPicture, Sector, SectorRadii
from impact.picture.level_formulas import SectorReading
from impact.words import format_month, get_text, load_catalogue

ROW_VALUES = (
    "month", "seen_r", "confirmed_r", "wanted_r", "n", "negatives", "disputed", "fresh", "seen", "wanted", "confirmed",
)  # fmt: skip
# Units from the middle of the lane to the foot of the letters, so that they stand in its middle.
LABEL_RISE = 4.3
ABSENT_VALUE = "-"
MAX_STONE_LINE_LENGTH, MAX_STONE_LINES = 14, 3
TEXT_KEYS = (
    "disc.discs", "disc.hint", "disc.reset", "disc.play", "disc.pause", "common.month", "disc.present", "disc.leave",
    "disc.previous", "disc.next", "disc.choose", "disc.on_line", "common.wanted", "common.seen", "common.confirmed",
    "common.not_seen", "disc.n", "disc.negatives", "disc.disputed", "disc.fresh", "disc.filtered",
)  # fmt: skip
PLURAL_KEYS = ("common.count.observations", "disc.ripples", "disc.hindering")


@dataclass(frozen=True)
class RippleCount:
    """How many ripples of one kind run from one theme to another, by the month of the effect."""

    from_theme: str
    to_theme: str
    kind: RippleKind
    month: date
    n: int


def build_disc_data(
    picture: DiscPicture, ripple_counts: Iterable[RippleCount], *, name: str, language: str, filtered: bool = False
) -> dict[str, Any]:
    """The picture, the ripples between its sectors and the words around it, JSON-ready.

    `name` stands on the stone, `filtered` makes the stone say that not everything is counted. `mark` is a fingerprint
    of the whole: two pictures with the same mark are drawn the same.
    """
    data = {
        "language": language,
        "size": PICTURE_SIZE,
        "stone": {"radius": STONE_RADIUS, "name": name, "lines": wrap_stone_name(name), "filtered": filtered},
        "first": picture.months[0].year * 12 + picture.months[0].month - 1,
        "months": [format_month(language, month) for month in picture.months],
        "counted": list(picture.observation_counts),
        "grounds": {"light": _build_scheme_data(LIGHT_SCHEME), "dark": _build_scheme_data(DARK_SCHEME)},
        "discs": [_build_single_disc_data(disc) for disc in picture.discs],
        "links": _build_link_data(picture, ripple_counts),
        "words": {key.rpartition(".")[2]: get_text(language, key) for key in TEXT_KEYS}
        | {key.rpartition(".")[2]: list(load_catalogue(language)[key]) for key in PLURAL_KEYS},
    }
    return data | {"mark": crc32(dumps(data).encode())}


def wrap_stone_name(name: str) -> list[str]:
    """The name of the collaboration in at most three lines that fit on the stone, cut with an ellipsis."""
    lines = wrap(name, MAX_STONE_LINE_LENGTH)
    if len(lines) <= MAX_STONE_LINES:
        return lines
    return [
        *lines[: MAX_STONE_LINES - 1],
        shorten(lines[MAX_STONE_LINES - 1], MAX_STONE_LINE_LENGTH - 2, placeholder="") + "…",
    ]


def expand_steps(steps: str, month_count: int) -> list[tuple[float | None, ...]]:
    """Return the rows of a step function for each of so many months, in the order of ROW_VALUES without the month."""
    rows: list[tuple[float | None, ...]] = []
    for step in steps.split(";"):
        month, *values = step.split(",")
        before = rows[-1] if rows else (None,) * len(values)
        rows.extend([before] * (int(month) - len(rows)))
        values += [""] * (len(before) - len(values))
        rows.append(tuple(_parse_step_value(value, previous) for value, previous in zip(values, before, strict=True)))
    return rows + rows[-1:] * (month_count - len(rows))


def _parse_step_value(value: str, before: float | None) -> float | None:
    return before if value == "" else None if value == ABSENT_VALUE else float(value)


def build_sector_row(reading: SectorReading, radii: SectorRadii) -> tuple[float | None, ...]:
    """Return what one sector shows in one month: ROW_VALUES without the month, rounded to one decimal."""
    lengths = (radii.seen, radii.confirmed, radii.wanted)
    counts = (reading.n, reading.negatives, reading.disputed, reading.fresh)
    levels = (reading.seen, reading.wanted, reading.confirmed)
    return (*map(_round_value, lengths), *counts, *map(_round_value, levels))


def _build_scheme_data(scheme: ColourScheme) -> dict[str, Any]:
    return {"ink": scheme.ink, "stone": STONE_COLOUR, "stoneInk": STONE_INK_COLOUR}


def _build_single_disc_data(disc: Disc) -> dict[str, Any]:
    light, dark = get_ring_tints(disc.number, LIGHT_SCHEME), get_ring_tints(disc.number, DARK_SCHEME)
    return {
        "id": disc.ring.id,
        "name": disc.ring.name,
        "base": _round_value(disc.base_radius),
        "top": _round_value(disc.top_radius),
        "edge": _round_value(disc.outer_radius - RING_GAP),
        "label": [_round_value(disc.lane_radius - LABEL_RISE), _round_value(disc.lane_radius + LABEL_RISE)],
        "levels": [_round_value(radius) for radius in disc.level_radii],
        "light": [light.full, light.lighter, light.track],
        "dark": [dark.full, dark.lighter, dark.track],
        "sectors": [_build_sector_data(sector) for sector in disc.sectors],
    }


def _build_sector_data(sector: Sector) -> dict[str, Any]:
    rows = [
        build_sector_row(*reading_and_radii) for reading_and_radii in zip(sector.readings, sector.radii, strict=True)
    ]
    return {
        "id": sector.theme.id,
        "label": sector.theme.label,
        "cut": sector.short_label,
        "start": round(sector.start, 3),
        "end": round(sector.end, 3),
        "changes": _write_steps(rows),
    }


def _build_link_data(picture: DiscPicture, ripple_counts: Iterable[RippleCount]) -> list[dict[str, Any]]:
    """One line per pair of sectors and per sort of ripple, with how many lie in the window, as steps."""
    place_by_theme = {
        sector.theme.id: [disc_index, sector_index]
        for disc_index, disc in enumerate(picture.discs)
        for sector_index, sector in enumerate(disc.sectors)
    }
    counts_by_link: dict[tuple[str, str, bool], list[int]] = defaultdict(lambda: [0] * len(picture.months))
    for ripple_count in ripple_counts:
        index = count_months_between(picture.months[0], ripple_count.month)
        if (
            ripple_count.from_theme in place_by_theme
            and ripple_count.to_theme in place_by_theme
            and 0 <= index < len(picture.months)
        ):
            counts_by_link[ripple_count.from_theme, ripple_count.to_theme, ripple_count.kind is RippleKind.HINDERS][
                index
            ] += ripple_count.n
    return [
        {
            "from": place_by_theme[cause],
            "to": place_by_theme[effect],
            "hinders": is_hindering,
            "changes": _write_steps(_sum_over_window(counts, picture.window)),
        }
        for (cause, effect, is_hindering), counts in counts_by_link.items()
        if cause != effect
    ]


def _sum_over_window(counts: Sequence[int], window: int | None) -> Iterator[tuple[float | None, ...]]:
    for index in range(len(counts)):
        yield (sum(counts[get_window_start(index, window) : index + 1]),)


def _write_steps(rows: Iterable[tuple[float | None, ...]]) -> str:
    """The months in which something differs from the month before, and in them only the values that differ."""
    steps: list[str] = []
    before: tuple[float | None, ...] = ()
    for index, values in enumerate(rows):
        if values != before:
            previous = before or ("",) * len(values)
            changed_values = (
                "" if value == old else _format_step_value(value) for value, old in zip(values, previous, strict=True)
            )
            steps.append(f"{index},{','.join(changed_values)}".rstrip(","))
            before = values
    return ";".join(steps)


def _round_value(value: float | None) -> float | None:
    return None if value is None else round(value, 1) + 0.0


def _format_step_value(value: float | None) -> str:
    return ABSENT_VALUE if value is None else f"{value:.1f}".removesuffix(".0")
