"""The pack as plain text: what goes under each slide as notes, and what the three files are compared with."""

from collections.abc import Iterator
from datetime import date

from impact.report.pack import Block, Chain, Drawing, Facts, Pack, Page, Points, Table, Value
from impact.words import day, level, number


def as_text(pack: Pack) -> str:
    """The whole pack, page after page, each with the line that stands at its foot."""
    return "\n\n".join(f"{page_text(page, pack.language)}\n{pack.foot}" for page in pack.pages) + "\n"


def page_text(page: Page, language: str) -> str:
    """One page: its title, its line, and every block in words and numbers."""
    lines = [page.title, page.lead, *(line for block in page.blocks for line in block_lines(block, language))]
    return "\n".join(line for line in lines if line)


def written(cell: Value, language: str) -> str:
    """A cell as the reader writes it: counts whole, levels to one decimal, days with the month in letters."""
    if isinstance(cell, date):
        return day(language, cell)
    if isinstance(cell, float):
        return level(language, cell)
    return cell if isinstance(cell, str) else number(language, cell)


def block_lines(block: Block, language: str) -> Iterator[str]:
    """The lines of one block."""
    if isinstance(block, Facts):
        yield from (f"{value} {label}" for value, label in block.entries)
    elif isinstance(block, Drawing):
        yield block.figure.alt
    elif isinstance(block, Table):
        yield from _table_lines(block, language)
    elif isinstance(block, Points):
        yield from (block.heading, *(f"- {item}" if block.heading else item for item in block.items))
    else:
        yield from _chain_lines(block)


def _table_lines(table: Table, language: str) -> Iterator[str]:
    yield table.caption
    yield " | ".join(column.head for column in table.columns)
    yield from (" | ".join(written(cell, language) for cell in row) for row in table.rows)
    yield table.key


def _chain_lines(chain: Chain) -> Iterator[str]:
    for place, link in enumerate(chain.links, 1):
        if link.way:
            yield f"→ {link.way}"
        yield f"{place}. {link.sentence}"
        yield " · ".join(part for part in (link.where, link.doubts) if part)
