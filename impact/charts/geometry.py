"""The rows of the still disc: every mark of one month as plain numbers, read from the picture.

Units are those of impact.picture.discs: lengths in a square of 1000, angles in degrees clockwise from 12 o'clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import degrees, hypot, radians
from typing import Any, TypeAlias

from impact.charts.letters import CENTRE, compute_point, place_letters_on_arc
from impact.model import RippleKind
from impact.months import is_in_window
from impact.picture.colours import RingTints
from impact.picture.disc_data import RippleCount
from impact.picture.discs import PICTURE_SIZE, RING_GAP, Disc, DiscPicture, Sector, compute_rotation

Row: TypeAlias = dict[str, Any]

HALF_SIZE = PICTURE_SIZE / 2
FRESH_EDGE_WIDTH = 3.0
LABEL_SIZE = 12.5
LEVEL_LINE_WIDTH = 1.2
ZERO_LINE_WIDTH = 2.5
LABEL_PADDING = 8.0


@dataclass(frozen=True)
class PlacedSector:
    """A sector as it stands after turning, in one month."""

    disc: Disc
    sector: Sector
    start: float
    end: float
    is_lined_up: bool

    @property
    def middle_angle(self) -> float:
        """The angle of the middle of the sector, degrees."""
        return (self.start + self.end) / 2


def place_sectors(picture: DiscPicture, position_by_ring: Mapping[str, int]) -> tuple[PlacedSector, ...]:
    """Every sector of the picture where it stands when each ring is turned to its position (0 when not named)."""
    places = []
    for disc in picture.discs:
        position = position_by_ring.get(disc.ring.id, 0)
        rotation_angle = compute_rotation(position, len(disc.sectors))
        for number, sector in enumerate(disc.sectors):
            is_under_line = number == position % len(disc.sectors)
            places.append(
                PlacedSector(disc, sector, sector.start + rotation_angle, sector.end + rotation_angle, is_under_line)
            )
    return tuple(places)


def build_sector_row(place: PlacedSector, index: int) -> Row:
    """All numbers of one sector in one month: the picture's own, with nothing rounded."""
    radii = place.sector.radii[index]
    return {
        "ring": place.disc.ring.id,
        "theme": place.sector.theme.id,
        "x": CENTRE,
        "y": CENTRE,
        "start": place.start,
        "end": place.end,
        "inner": place.disc.base_radius,
        "outer": place.disc.outer_radius - RING_GAP,
        "top": place.disc.top_radius,
        "lined_up": place.is_lined_up,
        **asdict(radii),
    }


def build_arc_rows(place: PlacedSector, index: int, paint: RingTints, paper_colour: str, ink: str) -> Iterator[Row]:
    """The filled arcs of one sector, in the order they are painted: track, seen, confirmed, zero line, fresh edge."""
    base, outer, room = (
        place.disc.base_radius,
        place.disc.outer_radius - RING_GAP,
        place.disc.top_radius - place.disc.base_radius,
    )
    radii, reading = place.sector.radii[index], place.sector.readings[index]
    if radii.seen is None:
        yield _build_arc_row(place, "open", base, outer, paper_colour)
        return
    yield _build_arc_row(place, "track", base, outer, paint.track)
    if radii.seen > base:
        yield _build_arc_row(place, "seen", base, radii.seen, paint.lighter)
    else:
        yield _build_arc_row(place, "nothing", base, base + ZERO_LINE_WIDTH, paint.full)
    if radii.confirmed is not None and radii.confirmed > base:
        yield _build_arc_row(place, "confirmed", base, radii.confirmed, paint.full)
    if reading.fresh:
        width = min(FRESH_EDGE_WIDTH, room / 4)
        edge = max(radii.seen, base + width)
        yield _build_arc_row(place, "fresh", edge - width, edge, ink)


def _build_arc_row(place: PlacedSector, kind: str, inner: float, outer: float, fill: str) -> Row:
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


def build_level_rows(disc: Disc, line_colour: str) -> Iterator[Row]:
    """The thin lines of the four levels, all the way round."""
    half_width = min(LEVEL_LINE_WIDTH, (disc.top_radius - disc.base_radius) / 20) / 2
    full_circle: Row = {"kind": "level", "x": CENTRE, "y": CENTRE, "start": 0, "end": 360, "fill": line_colour}
    for radius in disc.level_radii:
        yield full_circle | {"inner": radius - half_width, "outer": radius + half_width}


def build_arc_path(radius: float, start: float, end: float) -> str:
    """An open arc around the centre as an SVG path, in units of half the picture."""
    return f"M{_format_path_point(radius, start)}{_build_arc_commands(radius, start, end)}"


def build_sector_path(inner: float, outer: float, start: float, end: float, inset: float) -> str:
    """The outline of a sector as an SVG path, its straight sides `inset` units away from the cuts."""
    inner_inset, outer_inset = _compute_inset_angle(inset, inner), _compute_inset_angle(inset, outer)
    outer_arc = _build_arc_commands(outer, start + outer_inset, end - outer_inset)
    inner_arc = _build_arc_commands(inner, end - inner_inset, start + inner_inset)
    first_inner, first_outer = (
        _format_path_point(inner, start + inner_inset),
        _format_path_point(outer, start + outer_inset),
    )
    return f"M{first_inner}L{first_outer}{outer_arc}L{_format_path_point(inner, end - inner_inset)}{inner_arc}Z"


def _build_arc_commands(radius: float, start: float, end: float) -> str:
    # Two halves, because one arc cannot come all the way round to where it began.
    size, sweep = f"{radius / HALF_SIZE:.4f}", int(end > start)
    half_ends = ((start + end) / 2, end)
    return "".join(f"A{size},{size},0,0,{sweep},{_format_path_point(radius, angle)}" for angle in half_ends)


def _compute_inset_angle(inset: float, radius: float) -> float:
    return degrees(inset / radius)


def _format_path_point(radius: float, angle: float) -> str:
    x, y = compute_point(radius, angle)
    return f"{(x - CENTRE) / HALF_SIZE:.4f},{(y - CENTRE) / HALF_SIZE:.4f}"


def build_cut_path(place: PlacedSector) -> str:
    """The straight cut before a sector, as an SVG path."""
    inner, outer = (
        _format_path_point(radius, place.start) for radius in (place.disc.inner_radius, place.disc.outer_radius)
    )
    return f"M{inner}L{outer}"


def build_label_rows(place: PlacedSector, ink: str) -> Iterator[Row]:
    """The letters of the label in its lane."""
    radius = place.disc.lane_radius
    room = radius * radians(place.end - place.start) - LABEL_PADDING
    for letter in place_letters_on_arc(place.sector.short_label, radius, place.middle_angle, LABEL_SIZE, room):
        yield {"text": letter.text, "x": letter.x, "y": letter.y, "angle": letter.angle, "size": LABEL_SIZE, "ink": ink}


def count_lined_up_ripples(
    ripples: Iterable[RippleCount], picture: DiscPicture, index: int, lined_up_places: Sequence[PlacedSector]
) -> dict[tuple[int, int, bool], int]:
    """How many ripples of the window run between the outlined sectors: (from disc, to disc, hindering) → count."""
    disc_by_theme = {place.sector.theme.id: place.disc.number for place in lined_up_places}
    count_by_ends: dict[tuple[int, int, bool], int] = {}
    for ripple in ripples:
        ends = disc_by_theme.get(ripple.from_theme), disc_by_theme.get(ripple.to_theme)
        is_counted = is_in_window(ripple.month, picture.months[index], picture.window)
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1] and is_counted:
            key = (ends[0], ends[1], ripple.kind == RippleKind.HINDERS)
            count_by_ends[key] = count_by_ends.get(key, 0) + ripple.n
    return count_by_ends


def build_ripple_path(start: PlacedSector, end: PlacedSector, hinders: bool) -> tuple[str, str]:
    """A curve between two outlined sectors and the head of its arrow, as SVG paths.

    Outward ripples bend to the right, inward ones to the left; hindering ones bend further.
    """
    side = (1 if end.disc.number > start.disc.number else -1) * (1.6 if hinders else 1)
    y1, y2 = -_compute_middle_radius(start.disc) / HALF_SIZE, -_compute_middle_radius(end.disc) / HALF_SIZE
    bend = side * (0.05 + 0.03 * abs(end.disc.number - start.disc.number))
    x = 0.045 * side
    curve = f"M{x:.4f},{y1:.4f}Q{x + bend:.4f},{(y1 + y2) / 2:.4f},{x:.4f},{y2:.4f}"
    return curve, _build_arrow_path(x, y2, -bend, (y2 - y1) / 2)


def _compute_middle_radius(disc: Disc) -> float:
    return (disc.base_radius + disc.top_radius) / 2


def _build_arrow_path(x: float, y: float, dx: float, dy: float) -> str:
    length = hypot(dx, dy)
    ux, uy = dx / length * 0.02, dy / length * 0.02
    left, right = (x - ux - uy * 0.6, y - uy + ux * 0.6), (x - ux + uy * 0.6, y - uy - ux * 0.6)
    return f"M{x:.4f},{y:.4f}L{left[0]:.4f},{left[1]:.4f}L{right[0]:.4f},{right[1]:.4f}Z"
