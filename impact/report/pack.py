"""The meeting pack as a value: pages of blocks, the same for slides, paper and workbook.

A writer decides where a block stands and how large, never what it says: so all three say the same numbers.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeAlias

from impact.charts import Figure
from impact.level import Reading
from impact.safe_text import drop_unsafe

# What stands in a cell: words, a count, a level, a day.
Value: TypeAlias = str | int | float | date


@dataclass(frozen=True)
class Asked:
    """What the pack is about: two months (their first days) side by side, and the filters, as on the discs."""

    then: date
    now: date
    window: int | None
    confirmed_only: bool = False
    organisation: str = ""


@dataclass(frozen=True)
class Facts:
    """A few large numbers, each with what it counts."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Drawing:
    """A picture; its figure carries the words for who cannot see it."""

    figure: Figure


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, its share of the width, and whether it holds numbers."""

    head: str
    share: float
    numbers: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of text and numbers; with `bars` a small bar goes before each row, in the colour of ring `ring`.

    `caption` says what stands in it, for who hears the table instead of seeing it. `key` explains a column or two.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    bars: tuple[Reading, ...] = ()
    ring: int = 0
    rings: tuple[int, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Points:
    """A short heading and what belongs under it, one line each; `rings` are the rings these lines are about, if any."""

    heading: str
    items: tuple[str, ...]
    rings: tuple[int, ...] = ()


@dataclass(frozen=True)
class Link:
    """One step of a story: what led to it, the sentence, where and how known, the doubts, and the ring (None: none)."""

    way: str
    sentence: str
    where: str
    doubts: str
    ring: int | None


@dataclass(frozen=True)
class Chain:
    """The steps of a story, in order."""

    links: tuple[Link, ...]


Block: TypeAlias = Facts | Drawing | Table | Points | Chain


@dataclass(frozen=True)
class Page:
    """One page: what it is (`key`), its one message as title, a line under it, and its blocks."""

    key: str
    title: str
    lead: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Pack:
    """The whole pack: its name, language and day, what stands at the foot of every page, and the pages.

    `everything` is the one table that only the workbook has room for.
    """

    title: str
    language: str
    on: date
    foot: str
    pages: tuple[Page, ...]
    everything: Table

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every picture in it, in order."""
        return tuple(one.figure for page in self.pages for one in page.blocks if isinstance(one, Drawing))


def make_safe(part: Any) -> Any:
    """A pack, or a part of one, without the characters that slides, paper or a workbook cannot take.

    Pictures are made safe where they are exported.
    """
    if isinstance(part, str):
        return drop_unsafe(part)
    if isinstance(part, tuple):
        return tuple(make_safe(inner) for inner in part)
    if isinstance(part, Pack | Page | Block | Column | Link) and not isinstance(part, Drawing):
        return replace(part, **{field.name: make_safe(getattr(part, field.name)) for field in fields(part)})
    return part
