"""The curves, outlines and small signs of the still disc, as rows of SVG paths."""

from collections.abc import Iterator

from impact.charts.geometry import HALF, Placed, Row, arc_path, cut_path, sector_path
from impact.charts.letters import CENTRE, point
from impact.colours import Ground, Tints
from impact.discs import GAP

CLEAR = "transparent"
CUT = 2 * GAP
WANTED = 2.4
OUTLINE = 3.0
SIGN = 8.0


def path_row(path: str, stroke: str, width: float, fill: str = CLEAR) -> Row:
    """One path with its paint."""
    return {"path": path, "stroke": stroke, "width": width, "fill": fill}


def line_path(*points: tuple[float, float], close: bool = False) -> str:
    """Straight lines through these points, given in units of the picture."""
    places = [f"{(x - CENTRE) / HALF:.4f},{(y - CENTRE) / HALF:.4f}" for x, y in points]
    return "M" + "L".join(places) + ("Z" if close else "")


def circle_path(x: float, y: float, radius: float) -> str:
    """A circle around this point, given in units of the picture."""
    size = f"{radius / HALF:.4f}"
    left, right, level = (x - radius - CENTRE) / HALF, (x + radius - CENTRE) / HALF, (y - CENTRE) / HALF
    arc = f"A{size},{size},0,0,1"
    return f"M{left:.4f},{level:.4f}{arc},{right:.4f},{level:.4f}{arc},{left:.4f},{level:.4f}Z"


def cut_rows(place: Placed, ground: Ground) -> Iterator[Row]:
    """The straight cut between this sector and the one before; none in a ring of one."""
    if len(place.disc.sectors) > 1:
        yield path_row(cut_path(place), ground.paper, CUT)


def wanted_rows(place: Placed, index: int, stroke: str, width: float) -> Iterator[Row]:
    """The line at the wanted level, or nothing when no level was agreed."""
    radius = place.sector.radii[index].wanted
    if radius is not None:
        yield path_row(arc_path(radius, place.start + 0.4, place.end - 0.4), stroke, width)


def outline_rows(place: Placed, ground: Ground) -> Iterator[Row]:
    """The strong outline of a sector under the reading line."""
    if place.lined_up:
        width = min(OUTLINE, (place.disc.top - place.disc.base) / 3)
        yield path_row(_round_it(place, 0), ground.ink, width)


def open_rows(place: Placed, index: int, paint: Tints) -> Iterator[Row]:
    """The fine line around a sector that is open because nothing was seen there yet."""
    if place.sector.radii[index].seen is None:
        yield path_row(_round_it(place, 0.7), paint.full, 1.4)


def _round_it(place: Placed, inside: float) -> str:
    inset = GAP + inside if len(place.disc.sectors) > 1 else 0
    base, outer = place.disc.base + inside, place.disc.outer - GAP - inside
    return sector_path(base, outer, place.start, place.end, inset)


def sign_rows(place: Placed, index: int, ground: Ground) -> Iterator[Row]:
    """▽ for negative observations and ≠ for disputed ones, near the inner edge of the sector."""
    reading = place.sector.readings[index]
    signs = [sign for sign, n in ((negative_sign, reading.negatives), (disputed_sign, reading.disputed)) if n]
    size = min(SIGN, max((place.disc.top - place.disc.base) / 2, 4.0))
    radius = place.disc.base + size + 2
    for number, sign in enumerate(signs):
        aside = (number - (len(signs) - 1) / 2) * size * 2.6 / radius * 57.3
        yield from sign(*point(radius, place.middle + aside), size, ground)


def negative_sign(x: float, y: float, size: float, ground: Ground) -> Iterator[Row]:
    """An open triangle, point down."""
    half, up, down = size * 0.85, size * 0.7, size * 0.8
    corners = line_path((x - half, y - up), (x + half, y - up), (x, y + down), close=True)
    yield path_row(corners, ground.paper, size * 0.65, ground.paper)
    yield path_row(corners, ground.ink, size * 0.22, ground.paper)


def disputed_sign(x: float, y: float, size: float, ground: Ground) -> Iterator[Row]:
    """An "is not equal" on a small round ground."""
    half, apart, width = size * 0.6, size * 0.26, size * 0.22
    yield path_row(circle_path(x, y, size), ground.ink, size * 0.12, ground.paper)
    for height in (y - apart, y + apart):
        yield path_row(line_path((x - half, height), (x + half, height)), ground.ink, width)
    yield path_row(line_path((x - half * 0.6, y + half), (x + half * 0.6, y - half)), ground.ink, width)


def reading_mark(ground: Ground) -> Row:
    """The ▼ at 12 o'clock."""
    return path_row(line_path((490, 11), (510, 11), (500, 28), close=True), ground.ink, 1, ground.ink)
