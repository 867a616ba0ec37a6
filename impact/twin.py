"""The text twin: the discs in words and in a table, with the same numbers for the same date."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from impact.discs import Disc, Picture, Sector
from impact.level import Reading
from impact.words import count, number, say

Cell: TypeAlias = str | int | float | None

COLUMNS = (
    "twin.ring",
    "twin.theme",
    "twin.wanted",
    "twin.seen",
    "twin.confirmed",
    "twin.n",
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
    reading: Reading


@dataclass(frozen=True)
class TwinTable:
    """Heads and rows in the reader's language; numbers are still numbers, rounded to one decimal."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class RingOutline:
    """One ring told aloud: its name, one sentence about the whole, and one sentence for each sector."""

    ring: str
    summary: str
    sentences: tuple[str, ...]


def twin_rows(picture: Picture, index: int) -> tuple[TwinRow, ...]:
    """Every sector of the picture in month `index`, ring by ring from the middle outwards."""
    return tuple(
        TwinRow(disc.ring.id, disc.ring.name, sector.theme.id, sector.theme.label, sector.readings[index])
        for disc in picture.discs
        for sector in disc.sectors
    )


def signed(language: str, value: float) -> str:
    """A level the reader's way with one decimal, its minus sign a true one, as "−0,5"."""
    return number(language, value, 1)


def seen_words(language: str, value: float | None) -> str:
    """A seen or confirmed level in words; without a number it is "not yet seen", which is not zero."""
    return say(language, "twin.not_yet_seen") if value is None else signed(language, value)


def wanted_words(language: str, value: float | None) -> str:
    """A wanted level in words."""
    return say(language, "twin.no_wish") if value is None else signed(language, value)


def twin_table(picture: Picture, index: int, language: str) -> TwinTable:
    """The twin of month `index` as a table: levels from −4 to 4, "not yet seen" and "none agreed" as words."""
    heads = tuple(say(language, key) for key in COLUMNS)
    return TwinTable(heads, tuple(_cells(row, language) for row in twin_rows(picture, index)))


def _cells(row: TwinRow, language: str) -> tuple[Cell, ...]:
    reading = row.reading
    return (
        row.ring,
        row.theme,
        say(language, "twin.no_wish") if reading.wanted is None else reading.wanted,
        _level(reading.seen, language),
        _level(reading.confirmed, language),
        reading.n,
        reading.confirmed_n,
        reading.negatives,
        reading.disputed,
        reading.fresh,
    )


def _level(value: float | None, language: str) -> Cell:
    return say(language, "twin.not_yet_seen") if value is None else round(value, 1) + 0.0


def outline(picture: Picture, index: int, language: str) -> tuple[RingOutline, ...]:
    """The discs of month `index` as sentences for reading aloud, ring by ring from the middle outwards."""
    return tuple(_ring_outline(disc, index, language) for disc in picture.discs)


def _ring_outline(disc: Disc, index: int, language: str) -> RingOutline:
    told = tuple(sentence(sector, index, language) for sector in disc.sectors)
    return RingOutline(disc.ring.name, ring_summary(disc, index, language), told)


def ring_summary(disc: Disc, index: int, language: str) -> str:
    """How many sectors of this ring have been seen, out of how many, and by how many observations."""
    readings = [sector.readings[index] for sector in disc.sectors]
    return say(
        language,
        "twin.ring_summary",
        ring=disc.ring.name,
        seen=sum(reading.seen is not None for reading in readings),
        sectors=len(readings),
        observations=count(language, "twin.observations", sum(reading.n for reading in readings)),
    )


def sentence(sector: Sector, index: int, language: str) -> str:
    """One sector of month `index` in one sentence, with the whole label."""
    reading = sector.readings[index]
    return say(language, "twin.sentence", theme=sector.theme.label, facts=", ".join(_facts(reading, language)))


def _facts(reading: Reading, language: str) -> Iterator[str]:
    yield say(language, "twin.told_wanted", level=wanted_words(language, reading.wanted))
    if reading.seen is None:
        yield say(language, "twin.not_yet_seen")
        return
    yield say(language, "twin.told_seen", level=seen_words(language, reading.seen))
    yield say(language, "twin.told_confirmed", level=seen_words(language, reading.confirmed))
    yield count(language, "twin.observations", reading.n)
    if reading.confirmed_n:
        yield count(language, "twin.told_confirmed_n", reading.confirmed_n)
    if reading.negatives:
        yield count(language, "twin.told_negatives", reading.negatives)
    if reading.disputed:
        yield count(language, "twin.told_disputed", reading.disputed)
    if reading.fresh:
        yield count(language, "twin.told_fresh", reading.fresh)
