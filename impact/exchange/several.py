"""Several answers in one cell, as forms give them when more may be ticked: found, and made into a row for each.

Only what is sure to be several is: its parts must stand alone elsewhere in the column, or be words that are known.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from impact.exchange.columns import same
from impact.exchange.likely_words import are_different_groups, is_about_people
from impact.exchange.plan import Known
from impact.exchange.table import MOST_ROWS, Row, Table
from impact.exchange.values import LISTED, loose, trimmed
from impact.model import Direction

SEVERAL = "several:"  # and the field
# The lists that grow, of which a row can have one and a cell may have more.
SPLIT_FIELDS = ("ring", "organisation", "activity", "theme")
CLEAR_SIGNS = ("\n", ";", "|")  # signs that stand in hardly any name
COMMA = ","  # stands in names too: every part must be known
# Between names as often as in them: every part must stand alone elsewhere, or be the name of something there is.
_JOINING = re.compile(r"\s*(?:[,/&+·•]|\b(?:en|and)\b)\s*", re.IGNORECASE)
MOST_ANSWERS = 20  # more parts than this are a text, not answers
LONGEST_ANSWER = 60  # signs, as long as the name of a ring may be


class Choice(StrEnum):
    """What becomes of a cell with several answers."""

    EACH = "each"
    FIRST = "first"
    ONE = "one"
    OUT = "out"


@dataclass(frozen=True)
class SeveralAnswers:
    """The cells of one field that hold several answers: the parts by the text, and in how many rows they stand.

    `clear` when every part is an answer that is known.
    """

    parts: Mapping[str, tuple[str, ...]]
    rows: int
    clear: bool


def find_several(table: Table, columns: Mapping[str, str], known: Known) -> dict[str, SeveralAnswers]:
    """For each field that holds several answers in one cell: which they are. `columns` are headers by field.

    A file that Rimpel wrote itself (with identifiers) has one answer in each cell, whatever signs are in it.
    """
    if "id" in columns:
        return {}
    found = {}
    for field in SPLIT_FIELDS:
        if field in columns:
            texts = list(table.column(columns[field]))
            parts, clear = _several_of(field, texts, _names(field, known), _options(table, columns[field]))
            if parts:
                found[field] = SeveralAnswers(parts, sum(text in parts for text in texts), clear)
    return found


def split_rows(table: Table, columns: Mapping[str, str], answers: Mapping[str, str], known: Known) -> Table:
    """The table with a row for each answer, or only the first, as was chosen; rows of one line keep that line.

    What is left out, was not decided or would make too many rows is told as `Table.several`.
    Lists as programs write them (JSON) become plain texts.
    """
    if table.own:  # a name there is a name, also one that looks like a list
        return table
    table = _without_lists(table, columns)
    for field, several in find_several(table, columns, known).items():
        choice = answers.get(f"{SEVERAL}{field}")
        if choice in (Choice.EACH, Choice.FIRST):
            place = table.headers.index(columns[field])
            most = MOST_ANSWERS if choice == Choice.EACH else 1
            rows = tuple(part for row in table.rows for part in _each(row, place, several.parts, most))
            if len(rows) <= MOST_ROWS:
                table = replace(table, rows=rows)
                continue
        if choice != Choice.ONE:
            table = replace(table, several={**table.several, field: frozenset(several.parts)})
    return table


def _each(row: Row, place: int, parts: Mapping[str, tuple[str, ...]], most: int) -> Iterable[Row]:
    line, cells = row
    for part in parts.get(cells[place] if place < len(cells) else "", ())[:most]:
        yield line, (*cells[:place], part, *cells[place + 1 :])
    if place >= len(cells) or cells[place] not in parts:
        yield row


def _without_lists(table: Table, columns: Mapping[str, str]) -> Table:
    places = {table.headers.index(header) for field, header in columns.items() if field in (*SPLIT_FIELDS, *LISTED)}
    if not any(_from_json(cells[at]) for _, cells in table.rows for at in places if at < len(cells)):
        return table

    def read(at: int, cell: str) -> str:
        return "\n".join(_from_json(cell)) or cell if at in places else cell

    return replace(
        table, rows=tuple((line, tuple(read(at, cell) for at, cell in enumerate(cells))) for line, cells in table.rows)
    )


def _from_json(text: str) -> tuple[str, ...]:
    """The texts of a list such as ["Docenten","Scholen"]; none when it is no such list."""
    if not text.startswith('["'):
        return ()
    try:
        found = json.loads(text)
    except ValueError:
        return ()
    plain = tuple(" ".join(one.split()) for one in found if isinstance(one, str))
    return plain if len(plain) == len(found) else ()


def split_answers(text: str) -> tuple[str, ...]:
    """The parts of this text between the first sign that parts it, each once; none when nothing parts it."""
    if listed := _from_json(text):
        return listed
    for sign in (*CLEAR_SIGNS, COMMA):
        parts = tuple(dict.fromkeys(part for piece in text.split(sign) if (part := trimmed(piece))))
        if 2 <= len(parts) <= MOST_ANSWERS and all(len(part) <= LONGEST_ANSWER for part in parts):
            return parts
    return ()


def together(field: str, meanings: Set[str]) -> str | None:
    """What several words of a list that has room for one come to: the strongest, or mixed for opposite directions."""
    if len(meanings) == 1 or field in ("level", "rung"):
        return max(meanings)
    return Direction.MIXED.value if field == "direction" else None


def _names(field: str, known: Known) -> frozenset[str]:
    if field == "theme":
        return frozenset(same(label) for labels in known.rings.values() for label in labels)
    names = {"ring": tuple(known.rings), "organisation": known.organisations, "activity": known.activities}[field]
    return frozenset(map(same, names))


def _options(table: Table, header: str) -> frozenset[str]:
    """The answers that have a column of their own beside this one: "Voor wie?/Docenten" beside "Voor wie?"."""
    begin = f"{header}/"
    return frozenset(same(name.removeprefix(begin)) for name in table.headers if name.startswith(begin))


def _several_of(
    field: str, texts: Sequence[str], names: frozenset[str], options: frozenset[str]
) -> tuple[dict[str, tuple[str, ...]], bool]:
    distinct = [text for text in dict.fromkeys(texts) if text.strip() and same(trimmed(text)) not in names]
    candidates = {text: parts for text in distinct if (parts := split_answers(text))}
    alone = frozenset(same(trimmed(text)) for text in distinct if text not in candidates) | names | options
    is_answer = partial(_is_answer, field=field, alone=alone)
    found = {text: parts for text, parts in candidates.items() if _fits(text, parts, is_answer)}
    bare = frozenset(map(_bare, names))
    for text in distinct:
        others = alone - {same(trimmed(text))}
        if text in found or any(sign in text for sign in CLEAR_SIGNS):
            continue
        parts = () if _bare(text) in bare else _by_joining(text, field, others)  # a name in other signs is that name
        if not parts and options and text not in candidates:
            parts = _by_spaces(text, others)
        if parts:
            found[text] = parts
    # Two groups that a word joins may be one ring: nothing is proposed unless each stands alone elsewhere.
    known = partial(_is_answer, field="", alone=alone)
    clear = all(all(map(is_answer if text in candidates else known, parts)) for text, parts in found.items())
    return found, clear


def _is_answer(part: str, field: str, alone: frozenset[str]) -> bool:
    return same(part) in alone or (field == "ring" and is_about_people(loose(part)))


def _fits(text: str, parts: tuple[str, ...], is_answer: Callable[[str], bool]) -> bool:
    answers = sum(map(is_answer, parts))
    return bool(answers) if any(sign in text for sign in CLEAR_SIGNS) else answers == len(parts)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _by_joining(text: str, field: str, others: frozenset[str]) -> tuple[str, ...]:
    """The names that this text joins with a stroke, a sign or the word "and"; none when a part is no other name.

    Of rings it is enough when each part names another group of people: "teachers and pupils", not "pupils, students".
    """
    parts = tuple(dict.fromkeys(part for piece in _JOINING.split(text) if (part := trimmed(piece))))
    if not 2 <= len(parts) <= MOST_ANSWERS or any(len(part) > LONGEST_ANSWER for part in parts):
        return ()
    known = all(same(part) in others for part in parts)
    return parts if known or (field == "ring" and are_different_groups(list(map(loose, parts)))) else ()


def _by_spaces(text: str, options: frozenset[str]) -> tuple[str, ...]:
    """The options that this text strings together with spaces, as KoboToolbox does; none when a part is no option."""
    words = text.split()
    if len(words) > MOST_ANSWERS:
        return ()
    found: list[str] = []
    while words:
        length = next((size for size in range(len(words), 0, -1) if same(" ".join(words[:size])) in options), 0)
        if not length:
            return ()
        found.append(" ".join(words[:length]))
        words = words[length:]
    return tuple(found) if len(found) > 1 else ()
