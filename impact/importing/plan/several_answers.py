"""Several answers in one cell, as forms give them when more may be ticked: each gets a row of its own.

A cell is only taken for several answers when its parts stand alone elsewhere in the column, or are known names.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from impact.importing.files.table import MAX_ROWS, FileTable
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.rows import TableRow, get_cell_text
from impact.importing.values.likely_words import are_different_groups, is_about_people
from impact.importing.values.meanings import LISTED_FIELDS
from impact.model import MAX_LABEL_LENGTH, Direction
from impact.text.fold import join_white_space, normalise_name, normalise_text, trim_cell

# And the field.
SEVERAL_PREFIX = "several:"
# The lists that grow, of which a row can have one and a cell may have more.
SPLIT_FIELDS = ("ring", "organisation", "activity", "theme")
# Signs that stand in hardly any name.
CLEAR_SEPARATORS = ("\n", ";", "|")
# Stands in names too: every part must be known.
COMMA = ","
# Between names as often as in them: every part must stand alone elsewhere, or be the name of something there is.
_JOINING_PATTERN = re.compile(r"\s*(?:[,/&+·•]|\b(?:en|and)\b)\s*", re.IGNORECASE)
# More parts than this, or longer ones than a ring may have for a name, are a text and not answers.
MAX_ANSWERS = 20


class SplitChoice(StrEnum):
    """What becomes of a cell with several answers."""

    EACH = "each"
    FIRST = "first"
    ONE = "one"
    OUT = "out"


@dataclass(frozen=True)
class SeveralAnswers:
    """The cells of one field that hold several answers: the parts by the text, and in how many rows they stand.

    `is_clear` says that every part is a known answer.
    """

    parts_by_text: Mapping[str, tuple[str, ...]]
    row_count: int
    is_clear: bool


def find_several_answers(table: FileTable, columns: Mapping[str, str], known: KnownPlaces) -> dict[str, SeveralAnswers]:
    """Return for each field that holds several answers in one cell which they are; `columns` are headers by field.

    A file that Rimpel wrote itself (with identifiers) has one answer in each cell, whatever signs are in it.
    """
    if "id" in columns:
        return {}
    several_by_field = {}
    for field in SPLIT_FIELDS:
        if field in columns:
            texts = list(table.list_column_texts(columns[field]))
            parts_by_text, is_clear = _find_answers_in_texts(
                field, texts, _list_known_names(field, known), _list_option_names(table, columns[field])
            )
            if parts_by_text:
                several_by_field[field] = SeveralAnswers(
                    parts_by_text, sum(text in parts_by_text for text in texts), is_clear
                )
    return several_by_field


def split_rows(
    table: FileTable, columns: Mapping[str, str], answers: Mapping[str, str], known: KnownPlaces
) -> FileTable:
    """Return the table with a row for each answer, or only the first, as was chosen; rows of one line keep that line.

    What is left out, was not decided or would make too many rows stands in `FileTable.several`.
    Lists as programs write them (JSON) become plain texts.
    """
    if table.is_own_export:  # a name there is a name, also one that looks like a list
        return table
    table = _unpack_json_lists(table, columns)
    for field, several_answers in find_several_answers(table, columns, known).items():
        choice = answers.get(f"{SEVERAL_PREFIX}{field}")
        if choice in (SplitChoice.EACH, SplitChoice.FIRST):
            column_index = table.headers.index(columns[field])
            max_parts = MAX_ANSWERS if choice == SplitChoice.EACH else 1
            rows = tuple(
                part
                for row in table.rows
                for part in _split_row(row, column_index, several_answers.parts_by_text, max_parts)
            )
            if len(rows) <= MAX_ROWS:
                table = replace(table, rows=rows)
                continue
        if choice != SplitChoice.ONE:
            table = replace(table, several={**table.several, field: frozenset(several_answers.parts_by_text)})
    return table


def _split_row(
    row: TableRow, column_index: int, parts_by_text: Mapping[str, tuple[str, ...]], max_parts: int
) -> Iterable[TableRow]:
    line, cells = row
    for part in parts_by_text.get(get_cell_text(cells, column_index), ())[:max_parts]:
        yield line, (*cells[:column_index], part, *cells[column_index + 1 :])
    if column_index >= len(cells) or cells[column_index] not in parts_by_text:
        yield row


def _unpack_json_lists(table: FileTable, columns: Mapping[str, str]) -> FileTable:
    column_indexes = {
        table.headers.index(header) for field, header in columns.items() if field in (*SPLIT_FIELDS, *LISTED_FIELDS)
    }
    if not any(
        _parse_json_list(cells[index]) for _, cells in table.rows for index in column_indexes if index < len(cells)
    ):
        return table

    def unpack_cell(index: int, cell: str) -> str:
        return "\n".join(_parse_json_list(cell)) or cell if index in column_indexes else cell

    return replace(
        table,
        rows=tuple(
            (line, tuple(unpack_cell(index, cell) for index, cell in enumerate(cells))) for line, cells in table.rows
        ),
    )


def _parse_json_list(text: str) -> tuple[str, ...]:
    """Return the texts of a list such as ["Docenten","Scholen"]; nothing when it is no such list."""
    if not text.startswith('["'):
        return ()
    try:
        items = json.loads(text)
    except ValueError:
        return ()
    texts = tuple(join_white_space(item) for item in items if isinstance(item, str))
    return texts if len(texts) == len(items) else ()


def split_answers(text: str) -> tuple[str, ...]:
    """Return the parts of this text at the first sign that splits it, each once; nothing when none does."""
    if json_answers := _parse_json_list(text):
        return json_answers
    for separator in (*CLEAR_SEPARATORS, COMMA):
        parts = tuple(dict.fromkeys(part for piece in text.split(separator) if (part := trim_cell(piece))))
        if 2 <= len(parts) <= MAX_ANSWERS and all(len(part) <= MAX_LABEL_LENGTH for part in parts):
            return parts
    return ()


def combine_meanings(field: str, meanings: Set[str]) -> str | None:
    """Return what several words come to in a list that has room for one: the strongest, or mixed."""
    if len(meanings) == 1 or field in ("level", "rung"):
        return max(meanings)
    return Direction.MIXED.value if field == "direction" else None


def _list_known_names(field: str, known: KnownPlaces) -> frozenset[str]:
    if field == "theme":
        return frozenset(normalise_name(label) for labels in known.rings.values() for label in labels)
    names = {"ring": tuple(known.rings), "organisation": known.organisations, "activity": known.activities}[field]
    return frozenset(map(normalise_name, names))


def _list_option_names(table: FileTable, header: str) -> frozenset[str]:
    """Return the answers that have a column of their own: "Voor wie?/Docenten" beside "Voor wie?"."""
    prefix = f"{header}/"
    return frozenset(normalise_name(name.removeprefix(prefix)) for name in table.headers if name.startswith(prefix))


def _find_answers_in_texts(
    field: str, texts: Sequence[str], names: frozenset[str], options: frozenset[str]
) -> tuple[dict[str, tuple[str, ...]], bool]:
    distinct = [text for text in dict.fromkeys(texts) if text.strip() and normalise_name(trim_cell(text)) not in names]
    candidates = {text: parts for text in distinct if (parts := split_answers(text))}
    standalone = (
        frozenset(normalise_name(trim_cell(text)) for text in distinct if text not in candidates) | names | options
    )
    is_answer = partial(_is_answer, field=field, alone=standalone)
    parts_by_text = {text: parts for text, parts in candidates.items() if _is_answer_list(text, parts, is_answer)}
    bare_names = frozenset(map(_strip_signs, names))
    for text in distinct:
        others = standalone - {normalise_name(trim_cell(text))}
        if text in parts_by_text or any(separator in text for separator in CLEAR_SEPARATORS):
            continue
        parts = (
            () if _strip_signs(text) in bare_names else _split_at_joining_words(text, field, others)
        )  # a name in other signs is that name
        if not parts and options and text not in candidates:
            parts = _split_at_spaces(text, others)
        if parts:
            parts_by_text[text] = parts
    # Two groups that a word joins may be one ring: nothing is proposed unless each stands alone elsewhere.
    is_known_answer = partial(_is_answer, field="", alone=standalone)
    is_clear = all(
        all(map(is_answer if text in candidates else is_known_answer, parts)) for text, parts in parts_by_text.items()
    )
    return parts_by_text, is_clear


def _is_answer(part: str, field: str, alone: frozenset[str]) -> bool:
    return normalise_name(part) in alone or (field == "ring" and is_about_people(normalise_text(part)))


def _is_answer_list(text: str, parts: tuple[str, ...], is_answer: Callable[[str], bool]) -> bool:
    answers = sum(map(is_answer, parts))
    return bool(answers) if any(separator in text for separator in CLEAR_SEPARATORS) else answers == len(parts)


def _strip_signs(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _split_at_joining_words(text: str, field: str, others: frozenset[str]) -> tuple[str, ...]:
    """Return the names that this text joins with a sign or the word "and"; nothing when a part is no other name.

    Of rings it is enough when each part names another group of people: "teachers and pupils", not "pupils, students".
    """
    parts = tuple(dict.fromkeys(part for piece in _JOINING_PATTERN.split(text) if (part := trim_cell(piece))))
    if not 2 <= len(parts) <= MAX_ANSWERS or any(len(part) > MAX_LABEL_LENGTH for part in parts):
        return ()
    known = all(normalise_name(part) in others for part in parts)
    return parts if known or (field == "ring" and are_different_groups(list(map(normalise_text, parts)))) else ()


def _split_at_spaces(text: str, options: frozenset[str]) -> tuple[str, ...]:
    """Return the options that this text joins with spaces, as KoboToolbox does; nothing when a part is none."""
    words = text.split()
    if len(words) > MAX_ANSWERS:
        return ()
    answers: list[str] = []
    while words:
        length = next(
            (size for size in range(len(words), 0, -1) if normalise_name(" ".join(words[:size])) in options), 0
        )
        if not length:
            return ()
        answers.append(" ".join(words[:length]))
        words = words[length:]
    return tuple(answers) if len(answers) > 1 else ()
