"""The pack on paper: a tagged PDF (PDF/UA-1) in its own language, with vector pictures that carry their words.

Set by Typst, whose compiler comes with its package. The template holds no word of a user and a user's words are never
markup: they go in as JSON. Typeface: Source Sans Pro, from a package too, so the pages look the same everywhere.
"""

from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from json import dumps
from typing import Any

import font_source_sans_pro
import typst as press

from impact.charts import Figure
from impact.charts.export import svg
from impact.colours import LIGHT, RINGS, STONE, tints
from impact.level import Reading, drawn, drawn_confirmed
from impact.model import TOP_LEVEL
from impact.report.house import ACCENT, FAINT, SCALE, SOFT
from impact.report.pack import Block, Drawing, Facts, Link, Pack, Page, Points, Table, make_safe
from impact.report.text import written

FONT = "Source Sans Pro"
ALSO = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")  # come with the compiler
REGIONS = {"nl": "NL", "en": "GB"}
BESIDE = ("unknown", "how", "card")
ACCESSIBLE = "ua-1"


def pdf(pack: Pack) -> bytes:
    """The pack as a PDF. Where a sign is in no typeface it still comes out, tagged, but without the claim to PDF/UA.

    The typefaces of the machine are only asked when those that come along lack a sign, such as an emoji.
    """
    told = dumps(_pack(make_safe(pack)), ensure_ascii=False)
    for own, standards in ((True, [ACCESSIBLE]), (False, [ACCESSIBLE])):
        try:
            return _pressed(pack, told, own, standards)
        except press.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    return _pressed(pack, told, False, [])


def _pressed(pack: Pack, told: str, own: bool, standards: list[Any]) -> bytes:
    made = press.compile(
        _template(),
        font_paths=_fonts(own),
        ignore_system_fonts=own,
        sys_inputs={"pack": told},
        pdf_standards=standards,
        timestamp=datetime.combine(pack.on, time(), UTC),
    )
    return bytes(made)


@cache
def _template() -> bytes:
    return files(__package__).joinpath("pack.typ").read_bytes()


@cache
def _fonts(own: bool) -> press.Fonts:
    return press.Fonts(include_system_fonts=not own, font_paths=[font_source_sans_pro.font_directory])


def _pack(pack: Pack) -> dict[str, Any]:
    colours = {"ink": LIGHT.ink, "soft": SOFT, "accent": ACCENT, "faint": FAINT, "stone": STONE, "rings": RINGS[:4]}
    told = {
        "title": pack.title,
        "foot": pack.foot,
        "language": pack.language,
        "region": REGIONS[pack.language],
        "colours": colours,
        "fonts": [FONT, *ALSO],
        "beside": BESIDE,
        "pages": [_page(page, pack.language) for page in pack.pages],
    }
    return told


def _page(page: Page, language: str) -> dict[str, Any]:
    blocks = [_block(block, language) for block in page.blocks]
    return {"key": page.key, "title": page.title, "lead": page.lead, "blocks": blocks}


def _block(block: Block, language: str) -> dict[str, Any]:
    if isinstance(block, Facts):
        return {"kind": "facts", "entries": block.entries}
    if isinstance(block, Drawing):
        return {"kind": "drawing", "svg": _svg(block.figure), "alt": block.figure.alt}
    if isinstance(block, Table):
        return _table(block, language)
    if isinstance(block, Points):
        return {"kind": "points", "heading": block.heading, "items": block.items, "dots": _dots(block.rings)}
    return {"kind": "chain", "links": [_link(link) for link in block.links]}


def _svg(figure: Figure) -> str:
    return svg(figure).decode().replace('font-family="sans-serif"', f'font-family="{FONT}"')


def _table(table: Table, language: str) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": [{"head": one.head, "share": one.share, "numbers": one.numbers} for one in table.columns],
        "rows": [[written(cell, language) for cell in row] for row in table.rows],
        "bars": [_bar(reading) for reading in table.bars],
        "tints": _tints(table.ring),
        "dots": _dots(table.rings),
        "scale": SCALE,
        "key": table.key,
    }


def _bar(reading: Reading) -> dict[str, float | None]:
    """The lengths of a bar as shares of the whole."""
    seen = None if reading.seen is None else drawn(reading.seen) / TOP_LEVEL
    wanted = None if reading.wanted is None else drawn(reading.wanted) / TOP_LEVEL
    return {"seen": seen, "confirmed": (drawn_confirmed(reading) or 0.0) / TOP_LEVEL, "wanted": wanted}


def _tints(ring: int) -> dict[str, str]:
    found = tints(ring, LIGHT)
    return {"full": found.full, "lighter": found.lighter, "track": found.track}


def _dots(rings: tuple[int, ...]) -> list[str]:
    return [tints(ring, LIGHT).full for ring in rings]


def _link(link: Link) -> dict[str, str | None]:
    below = " · ".join(part for part in (link.where, link.doubts) if part)
    colour = None if link.ring is None else tints(link.ring, LIGHT).full
    return {"way": link.way, "sentence": link.sentence, "below": below, "colour": colour}
