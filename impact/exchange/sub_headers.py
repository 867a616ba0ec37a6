"""Lines below the names of the columns that are no answers: survey tools put questions, options and codes there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from impact.exchange.headers import recognised, worded

Line = tuple[int, Sequence[str]]
IMPORT_ID = '{"ImportId"'  # Qualtrics: a line of codes in JSON, below the line of questions
FEWEST_NAMES = 3  # so many names of the same columns below each other are no chance
REACH = 3  # the line of codes stands at most so many lines below the first line of names
# SurveyMonkey: the kind of answer below each question, or the option that a column stands for.
_KINDS_OF_ANSWER = frozenset({
    "response", "open ended response", "antwoord", "open antwoord", "vrij antwoord", "reactie",
})  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The names of the columns, where the rows begin, the lines that were passed over, and the zone of each column."""

    names: tuple[str, ...]
    line: int
    rows_from: int
    skipped: tuple[Line, ...] = ()
    zones: tuple[str, ...] = ()


def read_head(lines: Sequence[Line], at: int) -> Head:
    """The names of the columns when line `at` of these names most of them, with what stands below it."""
    found = _of_qualtrics(lines, at) or _of_surveymonkey(lines, at) or _in_two_languages(lines, at)
    return found or Head(tuple(lines[at][1]), lines[at][0], at + 1)


def _of_qualtrics(lines: Sequence[Line], at: int) -> Head | None:
    """Codes as Q1, then the questions, then JSON: the questions are the names, also when no name in them is known."""
    below = range(at, min(at + REACH, len(lines)))
    codes = next((place for place in below if place and _holds_codes(lines[place][1])), None)
    if codes is None:
        return None
    line, questions = lines[codes - 1]
    skipped = tuple(lines[place] for place in range(max(codes - 2, 0), codes + 1) if place != codes - 1)
    return Head(tuple(questions), line, codes + 1, skipped, tuple(map(_zone_in, lines[codes][1])))


def _holds_codes(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(cell.lstrip().startswith(IMPORT_ID) for cell in filled) * 2 > len(filled)


def _zone_in(cell: str) -> str:
    try:
        told = json.loads(cell)
    except ValueError:
        return ""
    zone = told.get("timeZone", "") if isinstance(told, dict) else ""
    return zone if isinstance(zone, str) else ""


def _in_two_languages(lines: Sequence[Line], at: int) -> Head | None:
    """The same names once more below the first, in another language."""
    line, names = lines[at]
    below = lines[at + 1][1] if at + 1 < len(lines) else ()
    pairs = [(recognised(name), recognised(again)) for name, again in zip(names, below, strict=False) if again.strip()]
    known = sum(again is not None and name == again for name, again in pairs)
    if known < FEWEST_NAMES or known * 2 <= len(pairs):
        return None
    return Head(tuple(names), line, at + 2, (lines[at + 1],))


def _are_options(names: Sequence[str], below: Sequence[str]) -> bool:
    """Whether every text below stands under a question that goes on over columns without a name, each with a text."""
    filled = {at for at, cell in enumerate(below) if cell.strip()}
    nameless = {at for at in filled if at < len(names) and not names[at].strip()}
    return bool(nameless) and all(at in nameless or at + 1 in nameless for at in filled)


def _of_surveymonkey(lines: Sequence[Line], at: int) -> Head | None:
    """The kind of answer, or an option, below each question: an option is named after its question."""
    line, names = lines[at]
    below = lines[at + 1][1] if at + 1 < len(lines) else ()
    kinds = any(worded(cell) in _KINDS_OF_ANSWER for cell in below)
    if not below or below[0].strip() or not (kinds or _are_options(names, below)):
        return None
    named: list[str] = []
    question = ""
    for place in range(max(len(names), len(below))):
        name, option = (cells[place].strip() if place < len(cells) else "" for cells in (names, below))
        question = name or (question if option else "")
        alone = not option or worded(option) in _KINDS_OF_ANSWER
        named.append(question if alone else f"{question} [{option}]")
    return Head(tuple(named), line, at + 2, (lines[at + 1],))
