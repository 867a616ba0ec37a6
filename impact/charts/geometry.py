"""The rows of the still disc: every mark of one month as plain numbers, read from the picture.

Units are those of impact.discs: lengths in a square of 1000, angles in degrees clockwise from 12 o'clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import degrees, hypot, radians
from typing import Any, TypeAlias

from impact.charts.letters import CENTRE, on_arc, point
from impact.colours import Tints
from impact.disc_feed import RippleCount
from impact.discs import GAP, SIZE, Disc, Picture, Sector, rotation
from impact.model import RippleKind
from impact.months import months_between

Row: TypeAlias = dict[str, Any]

HALF = SIZE / 2
EDGE = 3.0
LABEL = 12.5
LEVEL_LINE = 1.2
NOTHING_LINE = 2.5
PADDING = 8.0


@dataclass(frozen=True)
class Placed:
    """A sector as it stands after turning, in one month."""

    disc: Disc
    sector: Sector
    start: float
    end: float
    lined_up: bool

    @property
    def middle(self) -> float:
        """The angle of the middle of the sector, degrees."""
        return (self.start + self.end) / 2


def placed(picture: Picture, turned: Mapping[str, int]) -> tuple[Placed, ...]:
    """Every sector of the picture where it stands when each ring is turned to its position (0 when not named)."""
    found = []
    for disc in picture.discs:
        position = turned.get(disc.ring.id, 0)
        turn = rotation(position, len(disc.sectors))
        for number, sector in enumerate(disc.sectors):
            under = number == position % len(disc.sectors)
            found.append(Placed(disc, sector, sector.start + turn, sector.end + turn, under))
    return tuple(found)


def sector_row(place: Placed, index: int) -> Row:
    """All numbers of one sector in one month: the picture's own, with nothing rounded."""
    radii = place.sector.radii[index]
    return {
        "ring": place.disc.ring.id,
        "theme": place.sector.theme.id,
        "x": CENTRE,
        "y": CENTRE,
        "start": place.start,
        "end": place.end,
        "inner": place.disc.base,
        "outer": place.disc.outer - GAP,
        "top": place.disc.top,
        "lined_up": place.lined_up,
        **asdict(radii),
    }


def arc_rows(place: Placed, index: int, paint: Tints, ground: str, ink: str) -> Iterator[Row]:
    """The filled arcs of one sector, in the order they are painted: track, seen, confirmed, zero line, fresh edge."""
    base, outer, room = place.disc.base, place.disc.outer - GAP, place.disc.top - place.disc.base
    radii, reading = place.sector.radii[index], place.sector.readings[index]
    if radii.seen is None:
        yield _arc(place, "open", base, outer, ground)
        return
    yield _arc(place, "track", base, outer, paint.track)
    if radii.seen > base:
        yield _arc(place, "seen", base, radii.seen, paint.lighter)
    else:
        yield _arc(place, "nothing", base, base + NOTHING_LINE, paint.full)
    if radii.confirmed is not None and radii.confirmed > base:
        yield _arc(place, "confirmed", base, radii.confirmed, paint.full)
    if reading.fresh:
        width = min(EDGE, room / 4)
        edge = max(radii.seen, base + width)
        yield _arc(place, "fresh", edge - width, edge, ink)


def _arc(place: Placed, kind: str, inner: float, outer: float, fill: str) -> Row:
    return {
        "kind": kind,
        "theme": place.sector.theme.id,
        "x": CENTRE,
        "y": CENTRE,
        "start": place.start,
        "end": place.end,
        "inner": inner,
        "outer": outer,
        "fill": fill,
    }


def level_rows(disc: Disc, ground: str) -> Iterator[Row]:
    """The thin lines of the four levels, all the way round."""
    half = min(LEVEL_LINE, (disc.top - disc.base) / 20) / 2
    whole: Row = {"kind": "level", "x": CENTRE, "y": CENTRE, "start": 0, "end": 360, "fill": ground}
    for radius in disc.levels:
        yield whole | {"inner": radius - half, "outer": radius + half}


def arc_path(radius: float, start: float, end: float) -> str:
    """An open arc around the centre as an SVG path, in units of half the picture."""
    return f"M{_unit(radius, start)}{_bend(radius, start, end)}"


def sector_path(inner: float, outer: float, start: float, end: float, inset: float) -> str:
    """The outline of a sector as an SVG path, its straight sides `inset` units away from the cuts."""
    near, far = _swing(inset, inner), _swing(inset, outer)
    there = _bend(outer, start + far, end - far)
    back = _bend(inner, end - near, start + near)
    return f"M{_unit(inner, start + near)}L{_unit(outer, start + far)}{there}L{_unit(inner, end - near)}{back}Z"


def _bend(radius: float, start: float, end: float) -> str:
    # Two halves, because one arc cannot come all the way round to where it began.
    size, sweep = f"{radius / HALF:.4f}", int(end > start)
    halves = ((start + end) / 2, end)
    return "".join(f"A{size},{size},0,0,{sweep},{_unit(radius, angle)}" for angle in halves)


def _swing(inset: float, radius: float) -> float:
    return degrees(inset / radius)


def _unit(radius: float, angle: float) -> str:
    x, y = point(radius, angle)
    return f"{(x - CENTRE) / HALF:.4f},{(y - CENTRE) / HALF:.4f}"


def cut_path(place: Placed) -> str:
    """The straight cut before a sector, as an SVG path."""
    return f"M{_unit(place.disc.inner, place.start)}L{_unit(place.disc.outer, place.start)}"


def label_rows(place: Placed, ink: str) -> Iterator[Row]:
    """The letters of the label in its lane."""
    radius = place.disc.lane
    room = radius * radians(place.end - place.start) - PADDING
    for letter in on_arc(place.sector.label, radius, place.middle, LABEL, room):
        yield {"text": letter.text, "x": letter.x, "y": letter.y, "angle": letter.angle, "size": LABEL, "ink": ink}


def counted_ripples(
    ripples: Iterable[RippleCount], picture: Picture, index: int, outlined: Sequence[Placed]
) -> dict[tuple[int, int, bool], int]:
    """How many ripples of the window run between the outlined sectors: (from disc, to disc, hindering) → count."""
    where = {place.sector.theme.id: place.disc.number for place in outlined}
    found: dict[tuple[int, int, bool], int] = {}
    for ripple in ripples:
        ends = where.get(ripple.from_theme), where.get(ripple.to_theme)
        age = months_between(ripple.month, picture.months[index])
        inside = age >= 0 and (picture.window is None or age < picture.window)
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1] and inside:
            key = (ends[0], ends[1], ripple.kind == RippleKind.HINDERS)
            found[key] = found.get(key, 0) + ripple.n
    return found


def ripple_path(start: Placed, end: Placed, hinders: bool) -> tuple[str, str]:
    """A curve between two outlined sectors and the head of its arrow, as SVG paths.

    Outward ripples bend to the right, inward ones to the left; hindering ones bend further.
    """
    side = (1 if end.disc.number > start.disc.number else -1) * (1.6 if hinders else 1)
    y1, y2 = -_middle(start.disc) / HALF, -_middle(end.disc) / HALF
    bend = side * (0.05 + 0.03 * abs(end.disc.number - start.disc.number))
    x = 0.045 * side
    curve = f"M{x:.4f},{y1:.4f}Q{x + bend:.4f},{(y1 + y2) / 2:.4f},{x:.4f},{y2:.4f}"
    return curve, _arrow(x, y2, -bend, (y2 - y1) / 2)


def _middle(disc: Disc) -> float:
    return (disc.base + disc.top) / 2


def _arrow(x: float, y: float, dx: float, dy: float) -> str:
    length = hypot(dx, dy)
    ux, uy = dx / length * 0.02, dy / length * 0.02
    left, right = (x - ux - uy * 0.6, y - uy + ux * 0.6), (x - ux + uy * 0.6, y - uy - ux * 0.6)
    return f"M{x:.4f},{y:.4f}L{left[0]:.4f},{left[1]:.4f}L{right[0]:.4f},{right[1]:.4f}Z"
