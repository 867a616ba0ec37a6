"""What one cell holds: from text to value, and back where that is more than a word."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from impact.errors import Invalid
from impact.importing.headers.columns import EVIDENCE_KIND_WORDS, map_spellings, spell_word
from impact.importing.values.people_counts import read_people_count
from impact.model import MAX_PEOPLE_REACHED, Evidence, EvidenceKind, Precision
from impact.observation.evidence_files import summarise_evidence
from impact.observation.observation_rules import clean_line
from impact.text.fold import normalise_name
from impact.text.safe_text import clean_text

Word = TypeVar("Word", bound=Enum)
CellReader = Callable[[str], object]


class InvalidCell(Invalid):
    """A cell holds something that cannot be kept. Its facts are as for Invalid, its words data.reason.<reason>."""


_KIND_BY_WORD = map_spellings(EVIDENCE_KIND_WORDS)
_KIND_PREFIX = re.compile(rf"({'|'.join(_KIND_BY_WORD)}): ", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_CONTINUATION_INDENT = "  "


def parse_own_id(text: str) -> str:
    """Return an id of ours (UUID version 7) as it is kept; empty for anything else, as a file may number its rows."""
    try:
        parsed_id = UUID(text.strip())
    except ValueError:
        return ""
    return str(parsed_id) if parsed_id.version == 7 else ""


def build_line_reader(field: str, limit: int | None = None, is_required: bool = False) -> Callable[[str], str]:
    """Return what reads one clean line of at most `limit` characters. It raises InvalidCell (empty, too_long)."""

    def read(text: str) -> str:
        cleaned = clean_line(text)
        if is_required and not cleaned:
            raise InvalidCell(field=field, reason="empty")
        if limit is not None and len(cleaned) > limit:
            raise InvalidCell(field=field, reason="too_long", limit=limit)
        return cleaned

    return read


def build_word_reader(field: str, words: Mapping[Word, tuple[str, ...]]) -> Callable[[str], Word]:
    """Return what reads one of these words in any language. It raises InvalidCell (empty, unknown_word)."""
    meaning_by_spelling = map_spellings(words)

    def read(text: str) -> Word:
        meaning = meaning_by_spelling.get(text) or meaning_by_spelling.get(normalise_name(text.replace("_", " ")))
        if meaning is None:
            raise InvalidCell(field=field, reason="unknown_word" if text.strip() else "empty")
        return meaning

    return read


def build_count_reader(field: str, max_count: int = MAX_PEOPLE_REACHED) -> Callable[[str], int | None]:
    """Return what reads a number of people from 0 to `max_count`, or nothing.

    It raises InvalidCell (not_a_number, out_of_range).
    """

    def read(text: str) -> int | None:
        if not text.strip():
            return None
        try:
            number = read_people_count(text).number
        except ValueError as error:
            raise InvalidCell(field=field, reason="not_a_number") from error
        if number > max_count:
            raise InvalidCell(field=field, reason="out_of_range")
        return number

    return read


def format_seen_on(seen_on: date, precision: Precision) -> str:
    """Return a day as a file of ours has it: 2026-03-12, or 2026-03 when only the month is known."""
    return seen_on.isoformat() if precision is Precision.DAY else seen_on.isoformat()[:7]


@lru_cache(maxsize=1024)
def read_evidence(text: str) -> tuple[Evidence, ...]:
    """Return the evidence in a cell: one on each line, its kind before a colon; two spaces continue the line above."""
    pieces: list[str] = []
    for part in clean_text(text).split("\n"):
        if pieces and part.startswith(_CONTINUATION_INDENT):
            pieces[-1] += "\n" + part.removeprefix(_CONTINUATION_INDENT)
        else:
            pieces.append(part)
    return tuple(_read_evidence_piece(piece) for piece in pieces if piece.strip())


def _read_evidence_piece(piece: str) -> Evidence:
    if kind_prefix := _KIND_PREFIX.match(piece):
        return Evidence(_KIND_BY_WORD[normalise_name(kind_prefix[1])], clean_text(piece[kind_prefix.end() :]))
    kind = EvidenceKind.LINK if _WEB_ADDRESS.fullmatch(piece.strip()) else EvidenceKind.DOCUMENT
    return Evidence(kind, clean_text(piece))


def format_evidence(evidence: Iterable[Evidence], language: str) -> str:
    """Return the text from which `read_evidence` reads these back.

    A kind is written only where it would be guessed wrong. Of a file only its caption and its name are written.
    """
    return "\n".join(_format_evidence_piece(piece, language) for piece in evidence)


def _format_evidence_piece(piece: Evidence, language: str) -> str:
    if piece.file:
        return _format_evidence_piece(Evidence(piece.kind, summarise_evidence(piece)), language)
    if _read_evidence_piece(piece.text) != piece:
        return _indent_continuation(f"{spell_word('evidence_kind', piece.kind, language)}: {piece.text}")
    return _indent_continuation(piece.text)


def _indent_continuation(text: str) -> str:
    return text.replace("\n", "\n" + _CONTINUATION_INDENT)
