"""A small bar: how far one sector has come, drawn from numbers alone as SVG."""

from impact.model import TOP_LEVEL
from impact.picture.colours import ColourScheme, get_ring_tints
from impact.picture.level_formulas import SectorReading, clamp_confirmed_level, clamp_level

BAR_WIDTH, BAR_HEIGHT, BAR_THICKNESS = 400, 16, 10


def draw_level_bar(reading: SectorReading, number: int, scheme: ColourScheme) -> str:
    """Track, seen and confirmed as lengths true to the level, a tick at the wanted level; `number` is the ring's."""
    colours = get_ring_tints(number, scheme)
    top = (BAR_HEIGHT - BAR_THICKNESS) / 2
    parts = [_draw_bar_piece(BAR_WIDTH, top, colours.track)]
    if reading.seen is not None:
        parts.append(_draw_bar_piece(_compute_bar_length(clamp_level(reading.seen)), top, colours.lighter))
        parts.append(_draw_bar_piece(_compute_bar_length(clamp_confirmed_level(reading) or 0.0), top, colours.full))
    if reading.wanted is not None:
        x = min(_compute_bar_length(reading.wanted), BAR_WIDTH - 2)
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{BAR_HEIGHT}" stroke="{scheme.ink}" stroke-width="3"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}"'
        f' width="{BAR_WIDTH}" height="{BAR_HEIGHT}" preserveAspectRatio="none">{"".join(parts)}</svg>'
    )


def _compute_bar_length(level: float) -> float:
    return level / TOP_LEVEL * BAR_WIDTH


def _draw_bar_piece(length: float, top: float, fill: str) -> str:
    return f'<rect x="0" y="{top:.1f}" width="{length:.1f}" height="{BAR_THICKNESS}" rx="4" fill="{fill}"/>'
