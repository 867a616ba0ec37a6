"""The text twin: the discs in words and in a table, with the same numbers for the same date."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from impact.picture.discs import Disc, DiscPicture, Sector
from impact.picture.level_formulas import SectorReading
from impact.words import format_number, get_plural_text, get_text

TwinCell: TypeAlias = str | int | float | None

COLUMN_KEYS = (
    "common.ring",
    "common.field.theme",
    "twin.wanted",
    "twin.seen",
    "twin.confirmed",
    "common.observations",
    "twin.confirmed_n",
    "twin.negatives",
    "twin.disputed",
    "twin.fresh",
)


@dataclass(frozen=True)
class TwinRow:
    """One sector in one month: the reading of the picture, untouched, with the names beside it."""

    ring_id: str
    ring: str
    theme_id: str
    theme: str
    reading: SectorReading


@dataclass(frozen=True)
class TwinTable:
    """Heads and rows in the reader's language; numbers are still numbers, rounded to one decimal."""

    columns: tuple[str, ...]
    rows: tuple[tuple[TwinCell, ...], ...]


@dataclass(frozen=True)
class RingOutline:
    """One ring told aloud: its name, one sentence about the whole, and one sentence for each sector."""

    ring: str
    summary: str
    sentences: tuple[str, ...]


def build_twin_rows(picture: DiscPicture, index: int) -> tuple[TwinRow, ...]:
    """Every sector of the picture in month `index`, ring by ring from the middle outwards."""
    return tuple(
        TwinRow(disc.ring.id, disc.ring.name, sector.theme.id, sector.theme.label, sector.readings[index])
        for disc in picture.discs
        for sector in disc.sectors
    )


def format_signed_level(language: str, value: float) -> str:
    """A level the reader's way with one decimal, its minus sign a true one, as "−0,5"."""
    return format_number(language, value, 1)


def format_seen_level(language: str, value: float | None) -> str:
    """A seen or confirmed level in words; without a number it is "not yet seen", which is not zero."""
    return get_text(language, "common.not_seen") if value is None else format_signed_level(language, value)


def format_wanted_level(language: str, value: float | None) -> str:
    """A wanted level in words."""
    return get_text(language, "common.not_agreed") if value is None else format_signed_level(language, value)


def build_text_twin(picture: DiscPicture, index: int, language: str) -> TwinTable:
    """The twin of month `index` as a table: levels from −4 to 4, "not yet seen" and "none agreed" as words."""
    heads = tuple(get_text(language, key) for key in COLUMN_KEYS)
    return TwinTable(heads, tuple(_build_twin_cells(row, language) for row in build_twin_rows(picture, index)))


def _build_twin_cells(row: TwinRow, language: str) -> tuple[TwinCell, ...]:
    reading = row.reading
    return (
        row.ring,
        row.theme,
        get_text(language, "common.not_agreed") if reading.wanted is None else reading.wanted,
        _round_level_cell(reading.seen, language),
        _round_level_cell(reading.confirmed, language),
        reading.n,
        reading.confirmed_n,
        reading.negatives,
        reading.disputed,
        reading.fresh,
    )


def _round_level_cell(value: float | None, language: str) -> TwinCell:
    return get_text(language, "common.not_seen") if value is None else round(value, 1) + 0.0


def build_outline(picture: DiscPicture, index: int, language: str) -> tuple[RingOutline, ...]:
    """The discs of month `index` as sentences for reading aloud, ring by ring from the middle outwards."""
    return tuple(_build_ring_outline(disc, index, language) for disc in picture.discs)


def _build_ring_outline(disc: Disc, index: int, language: str) -> RingOutline:
    sentences = tuple(describe_sector(sector, index, language) for sector in disc.sectors)
    return RingOutline(disc.ring.name, summarise_ring(disc, index, language), sentences)


def summarise_ring(disc: Disc, index: int, language: str) -> str:
    """How many sectors of this ring have been seen, out of how many, and by how many observations."""
    readings = [sector.readings[index] for sector in disc.sectors]
    return get_text(
        language,
        "twin.ring_summary",
        ring=disc.ring.name,
        seen=sum(reading.seen is not None for reading in readings),
        sectors=len(readings),
        observations=get_plural_text(language, "common.count.observations", sum(reading.n for reading in readings)),
    )


def describe_sector(sector: Sector, index: int, language: str) -> str:
    """One sector of month `index` in one sentence, with the whole label."""
    reading = sector.readings[index]
    return get_text(
        language, "twin.sentence", theme=sector.theme.label, facts=", ".join(_list_sector_facts(reading, language))
    )


def _list_sector_facts(reading: SectorReading, language: str) -> Iterator[str]:
    yield get_text(language, "common.wanted", level=format_wanted_level(language, reading.wanted))
    if reading.seen is None:
        yield get_text(language, "common.not_seen")
        return
    yield get_text(language, "common.seen", level=format_seen_level(language, reading.seen))
    yield get_text(language, "common.confirmed", level=format_seen_level(language, reading.confirmed))
    yield get_plural_text(language, "common.count.observations", reading.n)
    if reading.confirmed_n:
        yield get_plural_text(language, "twin.told_confirmed_n", reading.confirmed_n)
    if reading.negatives:
        yield get_plural_text(language, "twin.told_negatives", reading.negatives)
    if reading.disputed:
        yield get_plural_text(language, "twin.told_disputed", reading.disputed)
    if reading.fresh:
        yield get_plural_text(language, "twin.told_fresh", reading.fresh)
