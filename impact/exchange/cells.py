"""What stands in one cell: from text to value, and back where that is more than a word."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from impact.errors import Invalid
from impact.evidence import in_short
from impact.exchange.columns import EVIDENCES, meanings, same, spelled
from impact.exchange.counts import read_count
from impact.model import MOST_REACHED, Evidence, EvidenceKind, Precision
from impact.observe import clean, one_line

Word = TypeVar("Word", bound=Enum)
Reader = Callable[[str], object]


class Unfit(Invalid):
    """One cell of a file holds something that cannot be kept. Facts as for Invalid; words: data.reason.<reason>."""


_KINDS = meanings(EVIDENCES)
_PREFIXED = re.compile(rf"({'|'.join(_KINDS)}): ", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_ON = "  "


def line(text: str) -> str:
    """The text as one clean line."""
    return one_line(text)


def identity(text: str) -> str:
    """An id of ours (UUID version 7) as it is kept; empty for anything else, which the file may number as it likes."""
    try:
        found = UUID(text.strip())
    except ValueError:
        return ""
    return str(found) if found.version == 7 else ""


def block(text: str) -> str:
    """The text clean, its own line ends kept."""
    return clean(text)


def filled(field: str) -> Callable[[str], str]:
    """Reads one clean line that may not be empty. Raises Unfit (empty)."""

    def read(text: str) -> str:
        found = line(text)
        if not found:
            raise Unfit(field=field, reason="empty")
        return found

    return read


def name(field: str, limit: int, needed: bool = False) -> Callable[[str], str]:
    """Reads a name of at most `limit` characters. Raises Unfit (empty, too_long)."""

    def read(text: str) -> str:
        found = line(text)
        if needed and not found:
            raise Unfit(field=field, reason="empty")
        if len(found) > limit:
            raise Unfit(field=field, reason="too_long", limit=limit)
        return found

    return read


def word(field: str, words: Mapping[Word, tuple[str, ...]]) -> Callable[[str], Word]:
    """Reads one of these words, in either language. Raises Unfit (empty, unknown_word)."""
    known = meanings(words)

    def read(text: str) -> Word:
        found = known.get(text) or known.get(same(text.replace("_", " ")))
        if found is None:
            raise Unfit(field=field, reason="unknown_word" if text.strip() else "empty")
        return found

    return read


def count(field: str, most: int = MOST_REACHED) -> Callable[[str], int | None]:
    """Reads a number of people from 0 to `most`, or nothing. Raises Unfit (not_a_number, out_of_range)."""

    def read(text: str) -> int | None:
        if not text.strip():
            return None
        try:
            found = read_count(text).number
        except ValueError as error:
            raise Unfit(field=field, reason="not_a_number") from error
        if found > most:
            raise Unfit(field=field, reason="out_of_range")
        return found

    return read


def when_written(seen_on: date, precision: Precision) -> str:
    """A day as a file of ours has it: 2026-03-12, or 2026-03 when only the month is known."""
    return seen_on.isoformat() if precision is Precision.DAY else seen_on.isoformat()[:7]


@lru_cache(maxsize=1024)
def evidence(text: str) -> tuple[Evidence, ...]:
    """Reads evidence: one on each line, its kind before a colon; a line that begins with two spaces goes on."""
    entries: list[str] = []
    for part in block(text).split("\n"):
        if entries and part.startswith(_ON):
            entries[-1] += "\n" + part.removeprefix(_ON)
        else:
            entries.append(part)
    return tuple(_one(entry) for entry in entries if entry.strip())


def _one(entry: str) -> Evidence:
    if prefixed := _PREFIXED.match(entry):
        return Evidence(_KINDS[same(prefixed[1])], block(entry[prefixed.end() :]))
    kind = EvidenceKind.LINK if _ADDRESS.fullmatch(entry.strip()) else EvidenceKind.DOCUMENT
    return Evidence(kind, block(entry))


def evidence_written(entries: Iterable[Evidence], language: str) -> str:
    """The way back from `evidence`: the kind is written only where it would not be guessed right.

    Of a file go along its caption and its name; the file itself stays.
    """
    return "\n".join(_one_written(entry, language) for entry in entries)


def _one_written(entry: Evidence, language: str) -> str:
    if entry.file:
        return _one_written(Evidence(entry.kind, in_short(entry)), language)
    if _one(entry.text) != entry:
        return _continued(f"{spelled(EVIDENCES, entry.kind, language)}: {entry.text}")
    return _continued(entry.text)


def _continued(text: str) -> str:
    return text.replace("\n", "\n" + _ON)
