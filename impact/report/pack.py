"""The meeting pack as a value: pages of blocks, the same for slides, paper and workbook.

A writer decides where a block stands and how large, never what it says: so all three say the same numbers.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeAlias

from impact.charts import Figure
from impact.picture.level_formulas import SectorReading
from impact.text.safe_text import drop_unsafe

# What stands in a cell: words, a count, a level, a day.
Value: TypeAlias = str | int | float | date


@dataclass(frozen=True)
class PackRequest:
    """What the pack is about: two months (their first days) side by side, and the filters, as on the discs."""

    month_then: date
    month_now: date
    window: int | None
    confirmed_only: bool = False
    organisation: str = ""


@dataclass(frozen=True)
class NumbersBlock:
    """A few large numbers, each with what it counts."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PictureBlock:
    """A picture; its figure carries the words for who cannot see it."""

    figure: Figure


@dataclass(frozen=True)
class TableColumn:
    """One column of a table: its head, its share of the width, and whether it holds numbers."""

    head: str
    width_share: float
    is_numeric: bool = False


@dataclass(frozen=True)
class TableBlock:
    """Rows of text and numbers; with `bar_readings` a small bar goes before each row, in the colour of `bar_ring`.

    `caption` says what stands in it, for who hears the table instead of seeing it. `key` explains a column or two.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    bar_readings: tuple[SectorReading, ...] = ()
    bar_ring: int = 0
    row_rings: tuple[int, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class ListBlock:
    """A short heading and what belongs under it, one line each; `rings` are the rings these lines are about, if any."""

    heading: str
    items: tuple[str, ...]
    rings: tuple[int, ...] = ()


@dataclass(frozen=True)
class StoryLink:
    """One step of a story: what led to it, the sentence, where and how known, the doubts, and the ring (None: none)."""

    way: str
    sentence: str
    where: str
    doubts: str
    ring: int | None

    @property
    def detail_line(self) -> str:
        """Where and how it is known, and what is doubted, in one line."""
        return " · ".join(part for part in (self.where, self.doubts) if part)


@dataclass(frozen=True)
class StoryBlock:
    """The steps of a story, in order."""

    links: tuple[StoryLink, ...]


Block: TypeAlias = NumbersBlock | PictureBlock | TableBlock | ListBlock | StoryBlock


@dataclass(frozen=True)
class PackPage:
    """One page: what it is (`key`), its one message as title, a line under it, and its blocks."""

    key: str
    title: str
    lead: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class MeetingPack:
    """The whole pack: its name, language and day, what stands at the foot of every page, and the pages.

    `everything_table` is the one table that only the workbook has room for.
    """

    title: str
    language: str
    made_on: date
    footer_text: str
    pages: tuple[PackPage, ...]
    everything_table: TableBlock

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every picture in it, in order."""
        return tuple(block.figure for page in self.pages for block in page.blocks if isinstance(block, PictureBlock))


def make_pack_safe(part: Any) -> Any:
    """A pack, or a part of one, without the characters that slides, paper or a workbook cannot take.

    Pictures are made safe where they are exported.
    """
    if isinstance(part, str):
        return drop_unsafe(part)
    if isinstance(part, tuple):
        return tuple(make_pack_safe(inner) for inner in part)
    if isinstance(part, MeetingPack | PackPage | Block | TableColumn | StoryLink) and not isinstance(
        part, PictureBlock
    ):
        return replace(part, **{field.name: make_pack_safe(getattr(part, field.name)) for field in fields(part)})
    return part
