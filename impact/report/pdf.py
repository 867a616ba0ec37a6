"""The pack and single pictures on paper: a tagged PDF (PDF/UA-1) in its own language, its pictures with their words.

Set by Typst, whose compiler comes with its package. The templates hold no word of a user and a user's words are never
markup: they go in as JSON. Typeface: Source Sans Pro, from a package too, so the pages look the same everywhere.
"""

import re
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from json import dumps
from typing import Any

import font_source_sans_pro
import typst

from impact.charts import Figure
from impact.charts.export import render_svg
from impact.picture.colours import LIGHT_SCHEME, RING_COLOURS, STONE_COLOUR, get_ring_tints
from impact.picture.level_bar import measure_level_bar
from impact.report.house_style import ACCENT_COLOUR, BAR_SCALE_TEXT, FAINT_GREY, SOFT_GREY
from impact.report.pack import (
    Block,
    ListBlock,
    MeetingPack,
    NumbersBlock,
    PackPage,
    PictureBlock,
    StoryLink,
    TableBlock,
    make_pack_safe,
)
from impact.report.plain_text import format_pack_cell
from impact.words import LANGUAGE_BY_CODE

PDF_FONT = "Source Sans Pro"
# Come with the compiler.
FALLBACK_FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
SIDE_BY_SIDE_PAGES = ("unknown", "how", "card")
PDF_STANDARD = "ua-1"
SVG_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)"[^>]*? height="([\d.]+)"')


def write_pack_pdf(pack: MeetingPack) -> bytes:
    """The pack as a PDF. Where a sign is in no typeface it still comes out, tagged, but without the claim to PDF/UA."""
    return _compile_tagged_pdf("pack", _convert_pack(make_pack_safe(pack)), pack.made_on)


def write_picture_pdf(figure: Figure, language: str, made_on: date) -> bytes:
    """One figure as a PDF of one page, one point per pixel of the chart, with its words; its text is text.

    `made_on` is the day that stands in the file as the day it was made.
    """
    drawing = _render_pdf_svg(figure)
    width, height = (float(size) for size in SVG_SIZE.search(drawing).groups())  # type: ignore[union-attr]
    template_data = {
        "title": _get_picture_title(figure),
        "alt": figure.alt or _get_picture_title(figure),
        "language": language,
        "region": LANGUAGE_BY_CODE[language].region,
        "fonts": [PDF_FONT, *FALLBACK_FONTS],
        "svg": drawing,
        "width": width,
        "height": height,
    }
    return _compile_tagged_pdf("picture", template_data, made_on)


def _get_picture_title(figure: Figure) -> str:
    """What stands above the picture, or else the first of its words."""
    title = figure.spec.get("title") or ""
    text = title.get("text", "") if isinstance(title, dict) else title
    above = " ".join(text) if isinstance(text, list) else str(text)
    safe: str = make_pack_safe(above.strip() or figure.alt.split(". ")[0])
    return safe or "Rimpel"


def _compile_tagged_pdf(template: str, template_data: dict[str, Any], made_on: date) -> bytes:
    """Set this template with these words; the typefaces of the machine are only asked when ours lack a sign."""
    inputs = {template: dumps(template_data, ensure_ascii=False)}
    for own_fonts_only, standards in ((True, [PDF_STANDARD]), (False, [PDF_STANDARD])):
        try:
            return _compile_pdf(template, inputs, made_on, own_fonts_only, standards)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    return _compile_pdf(template, inputs, made_on, False, [])


def _compile_pdf(
    template: str, inputs: dict[str, str], made_on: date, own_fonts_only: bool, standards: list[Any]
) -> bytes:
    compiled = typst.compile(
        _read_template(template),
        font_paths=_load_fonts(own_fonts_only),
        ignore_system_fonts=own_fonts_only,
        sys_inputs=inputs,
        pdf_standards=standards,
        timestamp=datetime.combine(made_on, time(), UTC),
    )
    return bytes(compiled)


@cache
def _read_template(name: str) -> bytes:
    return files(__package__).joinpath(f"{name}.typ").read_bytes()


@cache
def _load_fonts(own_fonts_only: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=not own_fonts_only, font_paths=[font_source_sans_pro.font_directory])


def _convert_pack(pack: MeetingPack) -> dict[str, Any]:
    colours = {
        "ink": LIGHT_SCHEME.ink,
        "soft": SOFT_GREY,
        "accent": ACCENT_COLOUR,
        "faint": FAINT_GREY,
        "stone": STONE_COLOUR,
        "rings": RING_COLOURS[:4],
    }
    template_data = {
        "title": pack.title,
        "foot": pack.footer_text,
        "language": pack.language,
        "region": LANGUAGE_BY_CODE[pack.language].region,
        "colours": colours,
        "fonts": [PDF_FONT, *FALLBACK_FONTS],
        "beside": SIDE_BY_SIDE_PAGES,
        "pages": [_convert_page(page, pack.language) for page in pack.pages],
    }
    return template_data


def _convert_page(page: PackPage, language: str) -> dict[str, Any]:
    blocks = [_convert_block(block, language) for block in page.blocks]
    return {"key": page.key, "title": page.title, "lead": page.lead, "blocks": blocks}


def _convert_block(block: Block, language: str) -> dict[str, Any]:
    if isinstance(block, NumbersBlock):
        return {"kind": "facts", "entries": block.entries}
    if isinstance(block, PictureBlock):
        return {"kind": "drawing", "svg": _render_pdf_svg(block.figure), "alt": block.figure.alt}
    if isinstance(block, TableBlock):
        return _convert_table(block, language)
    if isinstance(block, ListBlock):
        return {
            "kind": "points",
            "heading": block.heading,
            "items": block.items,
            "dots": _list_ring_colours(block.rings),
        }
    return {"kind": "chain", "links": [_convert_link(link) for link in block.links]}


def _render_pdf_svg(figure: Figure) -> str:
    return render_svg(figure).decode().replace('font-family="sans-serif"', f'font-family="{PDF_FONT}"')


def _convert_table(table: TableBlock, language: str) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": [
            {"head": column.head, "share": column.width_share, "numbers": column.is_numeric} for column in table.columns
        ],
        "rows": [[format_pack_cell(cell, language) for cell in row] for row in table.rows],
        "bars": [asdict(measure_level_bar(reading)) for reading in table.bar_readings],
        "tints": _convert_tints(table.bar_ring),
        "dots": _list_ring_colours(table.row_rings),
        "scale": BAR_SCALE_TEXT,
        "key": table.key,
    }


def _convert_tints(ring: int) -> dict[str, str]:
    ring_tints = get_ring_tints(ring, LIGHT_SCHEME)
    return {"full": ring_tints.full, "lighter": ring_tints.lighter, "track": ring_tints.track}


def _list_ring_colours(rings: tuple[int, ...]) -> list[str]:
    return [get_ring_tints(ring, LIGHT_SCHEME).full for ring in rings]


def _convert_link(link: StoryLink) -> dict[str, str | None]:
    colour = None if link.ring is None else get_ring_tints(link.ring, LIGHT_SCHEME).full
    return {"way": link.way, "sentence": link.sentence, "below": link.detail_line, "colour": colour}
