"""The pack as plain text: what goes under each slide as notes, and what the three files are compared with."""

from collections.abc import Iterator
from datetime import date

from impact.report.pack import (
    Block,
    ListBlock,
    MeetingPack,
    NumbersBlock,
    PackPage,
    PictureBlock,
    StoryBlock,
    TableBlock,
    Value,
)
from impact.words import format_day, format_level, format_number


def format_pack_text(pack: MeetingPack) -> str:
    """The whole pack, page after page, each with the line that stands at its foot."""
    return "\n\n".join(f"{format_page_text(page, pack.language)}\n{pack.footer_text}" for page in pack.pages) + "\n"


def format_page_text(page: PackPage, language: str) -> str:
    """One page: its title, its line, and every block in words and numbers."""
    lines = [page.title, page.lead, *(line for block in page.blocks for line in list_block_lines(block, language))]
    return "\n".join(line for line in lines if line)


def format_pack_cell(cell: Value, language: str) -> str:
    """A cell as the reader writes it: counts whole, levels to one decimal, days with the month in letters."""
    if isinstance(cell, date):
        return format_day(language, cell)
    if isinstance(cell, float):
        return format_level(language, cell)
    return cell if isinstance(cell, str) else format_number(language, cell)


def list_block_lines(block: Block, language: str) -> Iterator[str]:
    """The lines of one block."""
    if isinstance(block, NumbersBlock):
        yield from (f"{value} {label}" for value, label in block.entries)
    elif isinstance(block, PictureBlock):
        yield block.figure.alt
    elif isinstance(block, TableBlock):
        yield from _list_table_lines(block, language)
    elif isinstance(block, ListBlock):
        yield from (block.heading, *(f"- {item}" if block.heading else item for item in block.items))
    else:
        yield from _list_story_lines(block)


def _list_table_lines(table: TableBlock, language: str) -> Iterator[str]:
    yield table.caption
    yield " | ".join(column.head for column in table.columns)
    yield from (" | ".join(format_pack_cell(cell, language) for cell in row) for row in table.rows)
    yield table.key


def _list_story_lines(block: StoryBlock) -> Iterator[str]:
    for step_number, link in enumerate(block.links, 1):
        if link.way:
            yield f"→ {link.way}"
        yield f"{step_number}. {link.sentence}"
        yield link.detail_line
