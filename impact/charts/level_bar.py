"""A small bar: how far one sector has come, drawn from numbers alone as SVG."""

from collections.abc import Iterator

from impact.picture.colours import ColourScheme, get_ring_tints
from impact.picture.level_bar import measure_level_bar
from impact.picture.level_formulas import SectorReading

BAR_WIDTH, BAR_HEIGHT, BAR_THICKNESS = 400, 16, 10
ZERO_LINE_WIDTH, WANTED_TICK_WIDTH = 4, 3
# The picture is stretched to the width of its place, which makes dots of dashes that are this short.
OPEN_EDGE = 'stroke-width="1.5" stroke-dasharray="3 4"'


def draw_level_bar(reading: SectorReading, number: int, scheme: ColourScheme) -> str:
    """Track, seen and confirmed as lengths true to the level, a tick at the wanted level; `number` is the ring's."""
    parts = "".join(_list_bar_parts(reading, number, scheme))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}"'
        f' width="{BAR_WIDTH}" height="{BAR_HEIGHT}" preserveAspectRatio="none">{parts}</svg>'
    )


def _list_bar_parts(reading: SectorReading, number: int, scheme: ColourScheme) -> Iterator[str]:
    colours, bar = get_ring_tints(number, scheme), measure_level_bar(reading)
    if bar.seen is None:
        yield _draw_bar_piece(BAR_WIDTH, scheme.paper, f' stroke="{colours.full}" {OPEN_EDGE}')
    else:
        yield _draw_bar_piece(BAR_WIDTH, colours.track)
        yield _draw_bar_piece(bar.seen * BAR_WIDTH, colours.lighter)
        yield _draw_bar_piece(bar.confirmed * BAR_WIDTH, colours.full)
        if not bar.seen:
            yield _draw_bar_piece(ZERO_LINE_WIDTH, colours.full)
    if bar.wanted is not None:
        x = min(bar.wanted * BAR_WIDTH, BAR_WIDTH - 2)  # a tick at the end would lie half outside
        yield (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{BAR_HEIGHT}"'
            f' stroke="{scheme.ink}" stroke-width="{WANTED_TICK_WIDTH}"/>'
        )


def _draw_bar_piece(length: float, fill: str, edge: str = "") -> str:
    top = (BAR_HEIGHT - BAR_THICKNESS) / 2
    return f'<rect x="0" y="{top:.1f}" width="{length:.1f}" height="{BAR_THICKNESS}" rx="4" fill="{fill}"{edge}/>'
