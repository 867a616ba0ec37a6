"""Questions of which each answer has a yes/no column of its own: read as one column with several answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from impact.importing.rows import TableRow, get_cell_text
from impact.text.fold import normalise_name

# Microsoft Forms joins several answers with it, and it stands in hardly any answer.
OPTION_SEPARATOR = ";"
YES_WORDS = frozenset({"ja", "yes", "y", "1", "true", "waar", "x", "v", "✓", "✔", "aangevinkt", "checked", "selected"})
NO_WORDS = frozenset({"", "nee", "no", "n", "0", "false", "onwaar", "niet aangevinkt", "unchecked", "not selected"})
# The answer that is typed in, beside those to tick: what was typed is the answer.
_OTHER_OPTION = re.compile(r"(?:other|anders|overig|iets anders)\b.*", re.IGNORECASE)
_BRACKETED_OPTION = re.compile(r"(\S.*?)\s*\[([^\[\]]+)\]")
_QUALTRICS_OPTION = re.compile(r"(\S.*?)\s+-\s+(?:Selected Choice\s+-\s+)(\S.*)")
_KOBO_OPTION = re.compile(r"(\S.*)/([^/]+)")
_LETTER = re.compile(r"[^\W\d_]")
# LimeSurvey: the code of a question and of its option before the question itself.
_LIMESURVEY_CODE = re.compile(r"(\w+)\[\w+\](\.\s)")


@dataclass(frozen=True)
class JoinedColumn:
    """A column that was made of several: its name, and the answers that had a column each."""

    header: str
    options: tuple[str, ...]


def join_option_columns(
    headers: Sequence[str], rows: tuple[TableRow, ...]
) -> tuple[tuple[str, ...], tuple[TableRow, ...], tuple[JoinedColumn, ...]]:
    """Return the headers and rows with one column for each question whose answers had a column each.

    A question that also has a column with its answers together stays as it is. The joined columns come third.
    """
    options_by_question = {
        question: options
        for question, options in _group_option_columns(headers).items()
        if len(options) > 1 and question not in headers and _hold_only_options(rows, options)
    }
    if not options_by_question:
        return tuple(headers), rows, ()
    question_by_first_column = {min(options): question for question, options in options_by_question.items()}
    other_columns = {index for options in options_by_question.values() for index in options} - {
        *question_by_first_column
    }
    column_indexes = [index for index in range(len(headers)) if index not in other_columns]
    options_by_column = {index: options_by_question[name] for index, name in question_by_first_column.items()}

    def join_row(row: TableRow) -> TableRow:
        line, cells = row
        joined_cells = (_join_cell_options(cells, index, options_by_column.get(index)) for index in column_indexes)
        return line, (*joined_cells, *cells[len(headers) :])

    return (
        tuple(question_by_first_column.get(index, headers[index]) for index in column_indexes),
        tuple(map(join_row, rows)),
        tuple(JoinedColumn(question, tuple(options.values())) for question, options in options_by_question.items()),
    )


def _group_option_columns(headers: Sequence[str]) -> dict[str, dict[int, str]]:
    """Return, by question, the columns that may each stand for one of its answers, with that answer."""
    options_by_question: dict[str, dict[int, str]] = {}
    for index, header in enumerate(headers):
        for pattern in (_BRACKETED_OPTION, _QUALTRICS_OPTION, _KOBO_OPTION):
            match = pattern.fullmatch(header)
            # A part without a letter is no question or answer: 2024/2025 heads a column of figures.
            if match and _LETTER.search(match[1]) and _LETTER.search(match[2]):
                question = _LIMESURVEY_CODE.sub(r"\1\2", match[1])
                options_by_question.setdefault(question, {})[index] = match[2].strip()
                break
    return options_by_question


def _hold_only_options(rows: Sequence[TableRow], options: Mapping[int, str]) -> bool:
    """Return whether these columns hold only yes, no or the answer itself, and at least one answer was ticked."""
    has_ticked_option = False
    for _, cells in rows:
        for index, option in options.items():
            text = normalise_name(get_cell_text(cells, index))
            if text in YES_WORDS or text == normalise_name(option):
                has_ticked_option = True
            elif text not in NO_WORDS and not _OTHER_OPTION.fullmatch(option):
                return False
    return has_ticked_option


def _join_cell_options(cells: tuple[str, ...], index: int, options: Mapping[int, str] | None) -> str:
    if options is None:
        return get_cell_text(cells, index)
    answers = (
        _read_option_answer(cells[option_index], option)
        for option_index, option in options.items()
        if option_index < len(cells)
    )
    return OPTION_SEPARATOR.join(answer for answer in answers if answer)


def _read_option_answer(text: str, option: str) -> str:
    """Return the answer in this cell: its option when that was ticked, what was typed in, or nothing."""
    if normalise_name(text) in NO_WORDS:
        return ""
    return (
        option
        if normalise_name(text) in YES_WORDS or not _OTHER_OPTION.fullmatch(option)
        else text.strip().replace(OPTION_SEPARATOR, ",")
    )
