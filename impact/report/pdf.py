"""The pack and single pictures on paper: a tagged PDF (PDF/UA-1) in its own language, its pictures with their words.

Set by Typst, whose compiler comes with its package. The templates hold no word of a user and a user's words are never
markup: they go in as JSON. Typeface: Source Sans Pro, from a package too, so the pages look the same everywhere.
"""

import re
from datetime import UTC, date, datetime, time
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
SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)"[^>]*? height="([\d.]+)"')


def pdf(pack: Pack) -> bytes:
    """The pack as a PDF. Where a sign is in no typeface it still comes out, tagged, but without the claim to PDF/UA."""
    return _tagged("pack", _pack(make_safe(pack)), pack.on)


def picture_pdf(figure: Figure, language: str, on: date) -> bytes:
    """One figure as a PDF of one page, one point per pixel of the chart, with its words; its text is text.

    `on` is the day that stands in the file as the day it was made.
    """
    drawing = _svg(figure)
    width, height = (float(size) for size in SIZE.search(drawing).groups())  # type: ignore[union-attr]
    told = {
        "title": _title(figure),
        "alt": figure.alt or _title(figure),
        "language": language,
        "region": REGIONS[language],
        "fonts": [FONT, *ALSO],
        "svg": drawing,
        "width": width,
        "height": height,
    }
    return _tagged("picture", told, on)


def _title(figure: Figure) -> str:
    """What stands above the picture, or else the first of its words."""
    title = figure.spec.get("title") or ""
    text = title.get("text", "") if isinstance(title, dict) else title
    above = " ".join(text) if isinstance(text, list) else str(text)
    safe: str = make_safe(above.strip() or figure.alt.split(". ")[0])
    return safe or "Rimpel"


def _tagged(template: str, told: dict[str, Any], on: date) -> bytes:
    """Set this template with these words; the typefaces of the machine are only asked when ours lack a sign."""
    inputs = {template: dumps(told, ensure_ascii=False)}
    for own, standards in ((True, [ACCESSIBLE]), (False, [ACCESSIBLE])):
        try:
            return _pressed(template, inputs, on, own, standards)
        except press.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    return _pressed(template, inputs, on, False, [])


def _pressed(template: str, inputs: dict[str, str], on: date, own: bool, standards: list[Any]) -> bytes:
    made = press.compile(
        _template(template),
        font_paths=_fonts(own),
        ignore_system_fonts=own,
        sys_inputs=inputs,
        pdf_standards=standards,
        timestamp=datetime.combine(on, time(), UTC),
    )
    return bytes(made)


@cache
def _template(name: str) -> bytes:
    return files(__package__).joinpath(f"{name}.typ").read_bytes()


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
