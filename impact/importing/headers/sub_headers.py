"""Lines below the names of the columns that are no answers: survey tools write questions, options and codes there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from impact.importing.headers.known_headers import normalise_header, recognise_field
from impact.importing.rows import Record, get_cell_text

# Qualtrics: a line of codes in JSON, below the line of questions.
QUALTRICS_CODE_START = '{"ImportId"'
# So many names of the same columns below each other are no chance.
MIN_REPEATED_NAMES = 3
# The line of codes stands at most so many lines below the first line of names.
MAX_LINES_TO_CODES = 3
# SurveyMonkey: the kind of answer below each question, or the option that a column stands for.
_KINDS_OF_ANSWER = frozenset({
    "response", "open ended response", "antwoord", "open antwoord", "vrij antwoord", "reactie",
})  # fmt: skip


@dataclass(frozen=True)
class TableHead:
    """The names of the columns, where the rows begin, the lines that were skipped, and the zone of each column."""

    names: tuple[str, ...]
    line: int
    rows_from: int
    skipped: tuple[Record, ...] = ()
    zones: tuple[str, ...] = ()


def read_table_head(lines: Sequence[Record], index: int) -> TableHead:
    """Return the names of the columns when the line at this index has most of them, with what stands below it."""
    head = (
        _read_qualtrics_head(lines, index)
        or _read_surveymonkey_head(lines, index)
        or _read_bilingual_head(lines, index)
    )
    return head or TableHead(tuple(lines[index][1]), lines[index][0], index + 1)


def _read_qualtrics_head(lines: Sequence[Record], index: int) -> TableHead | None:
    """Read codes such as Q1, then questions, then JSON: the questions are the names, known or not."""
    below = range(index, min(index + MAX_LINES_TO_CODES, len(lines)))
    codes_index = next((line_index for line_index in below if line_index and _holds_codes(lines[line_index][1])), None)
    if codes_index is None:
        return None
    line, questions = lines[codes_index - 1]
    skipped = tuple(
        lines[line_index]
        for line_index in range(max(codes_index - 2, 0), codes_index + 1)
        if line_index != codes_index - 1
    )
    return TableHead(
        tuple(questions), line, codes_index + 1, skipped, tuple(map(_parse_zone_code, lines[codes_index][1]))
    )


def _holds_codes(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(cell.lstrip().startswith(QUALTRICS_CODE_START) for cell in filled) * 2 > len(filled)


def _parse_zone_code(cell: str) -> str:
    try:
        code = json.loads(cell)
    except ValueError:
        return ""
    zone = code.get("timeZone", "") if isinstance(code, dict) else ""
    return zone if isinstance(zone, str) else ""


def _read_bilingual_head(lines: Sequence[Record], index: int) -> TableHead | None:
    """Read the same names once more below the first, in another language."""
    line, names = lines[index]
    below = lines[index + 1][1] if index + 1 < len(lines) else ()
    pairs = [
        (recognise_field(name), recognise_field(again))
        for name, again in zip(names, below, strict=False)
        if again.strip()
    ]
    known = sum(again is not None and name == again for name, again in pairs)
    if known < MIN_REPEATED_NAMES or known * 2 <= len(pairs):
        return None
    return TableHead(tuple(names), line, index + 2, (lines[index + 1],))


def _are_options(names: Sequence[str], below: Sequence[str]) -> bool:
    """Return whether every text below stands under a question that goes on over columns without a name."""
    filled = {index for index, cell in enumerate(below) if cell.strip()}
    nameless = {index for index in filled if index < len(names) and not names[index].strip()}
    return bool(nameless) and all(index in nameless or index + 1 in nameless for index in filled)


def _read_surveymonkey_head(lines: Sequence[Record], index: int) -> TableHead | None:
    """Read the kind of answer, or an option, below each question: an option is named after its question."""
    line, names = lines[index]
    below = lines[index + 1][1] if index + 1 < len(lines) else ()
    has_answer_kinds = any(normalise_header(cell) in _KINDS_OF_ANSWER for cell in below)
    if not below or below[0].strip() or not (has_answer_kinds or _are_options(names, below)):
        return None
    column_names: list[str] = []
    question = ""
    for place in range(max(len(names), len(below))):
        name, option = (get_cell_text(cells, place).strip() for cells in (names, below))
        question = name or (question if option else "")
        is_question_only = not option or normalise_header(option) in _KINDS_OF_ANSWER
        column_names.append(question if is_question_only else f"{question} [{option}]")
    return TableHead(tuple(column_names), line, index + 2, (lines[index + 1],))
