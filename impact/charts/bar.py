"""A small bar: how far one sector has come, drawn from numbers alone as SVG."""

from impact.colours import Ground, tints
from impact.level import Reading, drawn, drawn_confirmed
from impact.model import TOP_LEVEL

WIDTH, HEIGHT, THICK = 400, 16, 10


def bar(reading: Reading, number: int, ground: Ground) -> str:
    """Track, seen and confirmed as lengths true to the level, a tick at the wanted level; `number` is the ring's."""
    colours = tints(number, ground)
    top = (HEIGHT - THICK) / 2
    parts = [_piece(WIDTH, top, colours.track)]
    if reading.seen is not None:
        parts.append(_piece(_length(drawn(reading.seen)), top, colours.lighter))
        parts.append(_piece(_length(drawn_confirmed(reading) or 0.0), top, colours.full))
    if reading.wanted is not None:
        x = min(_length(reading.wanted), WIDTH - 2)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{HEIGHT}" stroke="{ground.ink}" stroke-width="3"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' preserveAspectRatio="none">{"".join(parts)}</svg>'
    )


def _length(level: float) -> float:
    return level / TOP_LEVEL * WIDTH


def _piece(length: float, top: float, fill: str) -> str:
    return f'<rect x="0" y="{top:.1f}" width="{length:.1f}" height="{THICK}" rx="4" fill="{fill}"/>'
