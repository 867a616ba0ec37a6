"""Questions of which each answer has a column of its own, with yes or no: read as one column with several answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from impact.exchange.columns import same

Row = tuple[int, tuple[str, ...]]
JOINED_BY = ";"
YES = frozenset({"ja", "yes", "y", "1", "true", "waar", "x", "v", "✓", "✔", "aangevinkt", "checked", "selected"})
NO = frozenset({"", "nee", "no", "n", "0", "false", "onwaar", "niet aangevinkt", "unchecked", "not selected"})
# The answer that is typed in, beside those to tick: what was typed is the answer.
_OTHER = re.compile(r"(?:other|anders|overig|iets anders)\b.*", re.IGNORECASE)
_BRACKETS = re.compile(r"(\S.*?)\s*\[([^\[\]]+)\]")
_SELECTED = re.compile(r"(\S.*?)\s+-\s+(?:Selected Choice\s+-\s+)(\S.*)")  # Qualtrics
_PATH = re.compile(r"(\S.*)/([^/]+)")  # KoboToolbox
_LETTER = re.compile(r"[^\W\d_]")
# LimeSurvey: the code of a question and of its option before the question itself.
_CODED = re.compile(r"(\w+)\[\w+\](\.\s)")


@dataclass(frozen=True)
class JoinedColumn:
    """A column that was made of several: its name, and the answers that had a column each."""

    header: str
    options: tuple[str, ...]


def join_options(
    headers: Sequence[str], rows: tuple[Row, ...]
) -> tuple[tuple[str, ...], tuple[Row, ...], tuple[JoinedColumn, ...]]:
    """These columns and rows, with one column for each question whose answers had a column each.

    A question that also has a column with its answers together stays as it is.
    """
    groups = {
        stem: options
        for stem, options in _groups(headers).items()
        if len(options) > 1 and stem not in headers and _are_options(rows, options)
    }
    if not groups:
        return tuple(headers), rows, ()
    first = {min(options): stem for stem, options in groups.items()}
    kept = [at for at in range(len(headers)) if at in first or not any(at in options for options in groups.values())]
    joined = tuple(
        (line, (*(_cell(cells, at, groups.get(first.get(at, ""))) for at in kept), *cells[len(headers) :]))
        for line, cells in rows
    )
    made = tuple(JoinedColumn(stem, tuple(options.values())) for stem, options in groups.items())
    return tuple(first.get(at, headers[at]) for at in kept), joined, made


def _groups(headers: Sequence[str]) -> dict[str, dict[int, str]]:
    """By question the places of the columns that may each stand for one of its answers, with that answer."""
    found: dict[str, dict[int, str]] = {}
    for at, header in enumerate(headers):
        for form in (_BRACKETS, _SELECTED, _PATH):
            parted = form.fullmatch(header)
            # A part without a letter is no question or answer: 2024/2025 heads a column of figures.
            if parted and _LETTER.search(parted[1]) and _LETTER.search(parted[2]):
                stem = _CODED.sub(r"\1\2", parted[1])
                found.setdefault(stem, {})[at] = parted[2].strip()
                break
    return found


def _are_options(rows: Sequence[Row], options: Mapping[int, str]) -> bool:
    """Whether these columns hold yes or no and nothing else, or the answer itself, and at least one was ticked."""
    chosen = False
    for _, cells in rows:
        for at, option in options.items():
            text = same(cells[at]) if at < len(cells) else ""
            if text in YES or text == same(option):
                chosen = True
            elif text not in NO and not _OTHER.fullmatch(option):
                return False
    return chosen


def _cell(cells: tuple[str, ...], at: int, options: Mapping[int, str] | None) -> str:
    if options is None:
        return cells[at] if at < len(cells) else ""
    answers = (_answer(cells[place], option) for place, option in options.items() if place < len(cells))
    return JOINED_BY.join(answer for answer in answers if answer)


def _answer(text: str, option: str) -> str:
    """The answer this cell gives: its option when that was ticked, what was typed in, or nothing."""
    if same(text) in NO:
        return ""
    return option if same(text) in YES or not _OTHER.fullmatch(option) else text.strip().replace(JOINED_BY, ",")
