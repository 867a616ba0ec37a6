"""The curves, outlines and small signs of the still disc, as rows of SVG paths."""

from collections.abc import Iterator

from impact.charts.geometry import HALF_SIZE, PlacedSector, Row, build_arc_path, build_cut_path, build_sector_path
from impact.charts.letters import CENTRE, compute_point
from impact.picture.colours import ColourScheme, RingTints
from impact.picture.discs import RING_GAP

TRANSPARENT = "transparent"
CUT_WIDTH = 2 * RING_GAP
WANTED_LINE_WIDTH = 2.4
OUTLINE_WIDTH = 3.0
SIGN_SIZE = 8.0


def build_path_row(path: str, stroke: str, width: float, fill: str = TRANSPARENT) -> Row:
    """One path with its paint."""
    return {"path": path, "stroke": stroke, "width": width, "fill": fill}


def build_line_path(*points: tuple[float, float], close: bool = False) -> str:
    """Straight lines through these points, given in units of the picture."""
    places = [f"{(x - CENTRE) / HALF_SIZE:.4f},{(y - CENTRE) / HALF_SIZE:.4f}" for x, y in points]
    return "M" + "L".join(places) + ("Z" if close else "")


def build_circle_path(x: float, y: float, radius: float) -> str:
    """A circle around this point, given in units of the picture."""
    size = f"{radius / HALF_SIZE:.4f}"
    left, right, level = (x - radius - CENTRE) / HALF_SIZE, (x + radius - CENTRE) / HALF_SIZE, (y - CENTRE) / HALF_SIZE
    arc = f"A{size},{size},0,0,1"
    return f"M{left:.4f},{level:.4f}{arc},{right:.4f},{level:.4f}{arc},{left:.4f},{level:.4f}Z"


def build_cut_rows(place: PlacedSector, scheme: ColourScheme) -> Iterator[Row]:
    """The straight cut between this sector and the one before; none in a ring of one."""
    if len(place.disc.sectors) > 1:
        yield build_path_row(build_cut_path(place), scheme.paper, CUT_WIDTH)


def build_wanted_line_rows(place: PlacedSector, index: int, stroke: str, width: float) -> Iterator[Row]:
    """The line at the wanted level, or nothing when no level was agreed."""
    radius = place.sector.radii[index].wanted
    if radius is not None:
        yield build_path_row(build_arc_path(radius, place.start + 0.4, place.end - 0.4), stroke, width)


def build_outline_rows(place: PlacedSector, scheme: ColourScheme) -> Iterator[Row]:
    """The strong outline of a sector under the reading line."""
    if place.is_lined_up:
        width = min(OUTLINE_WIDTH, (place.disc.top_radius - place.disc.base_radius) / 3)
        yield build_path_row(_build_outline_path(place, 0), scheme.ink, width)


def build_open_edge_rows(place: PlacedSector, index: int, paint: RingTints) -> Iterator[Row]:
    """The fine line around a sector that is open because nothing was seen there yet."""
    if place.sector.radii[index].seen is None:
        yield build_path_row(_build_outline_path(place, 0.7), paint.full, 1.4)


def _build_outline_path(place: PlacedSector, distance: float) -> str:
    inset = RING_GAP + distance if len(place.disc.sectors) > 1 else 0
    base, outer = place.disc.base_radius + distance, place.disc.outer_radius - RING_GAP - distance
    return build_sector_path(base, outer, place.start, place.end, inset)


def build_sign_rows(place: PlacedSector, index: int, scheme: ColourScheme) -> Iterator[Row]:
    """▽ for negative observations and ≠ for disputed ones, near the inner edge of the sector."""
    reading = place.sector.readings[index]
    signs = [sign for sign, n in ((draw_negative_sign, reading.negatives), (draw_disputed_sign, reading.disputed)) if n]
    size = min(SIGN_SIZE, max((place.disc.top_radius - place.disc.base_radius) / 2, 4.0))
    radius = place.disc.base_radius + size + 2
    for number, sign in enumerate(signs):
        offset_angle = (number - (len(signs) - 1) / 2) * size * 2.6 / radius * 57.3
        yield from sign(*compute_point(radius, place.middle_angle + offset_angle), size, scheme)


def draw_negative_sign(x: float, y: float, size: float, scheme: ColourScheme) -> Iterator[Row]:
    """An open triangle, point down."""
    half, up, down = size * 0.85, size * 0.7, size * 0.8
    corners = build_line_path((x - half, y - up), (x + half, y - up), (x, y + down), close=True)
    yield build_path_row(corners, scheme.paper, size * 0.65, scheme.paper)
    yield build_path_row(corners, scheme.ink, size * 0.22, scheme.paper)


def draw_disputed_sign(x: float, y: float, size: float, scheme: ColourScheme) -> Iterator[Row]:
    """An "is not equal" on a small round ground."""
    half, apart, width = size * 0.6, size * 0.26, size * 0.22
    yield build_path_row(build_circle_path(x, y, size), scheme.ink, size * 0.12, scheme.paper)
    for height in (y - apart, y + apart):
        yield build_path_row(build_line_path((x - half, height), (x + half, height)), scheme.ink, width)
    yield build_path_row(build_line_path((x - half * 0.6, y + half), (x + half * 0.6, y - half)), scheme.ink, width)


def build_reading_mark(scheme: ColourScheme) -> Row:
    """The ▼ at 12 o'clock."""
    return build_path_row(build_line_path((490, 11), (510, 11), (500, 28), close=True), scheme.ink, 1, scheme.ink)
