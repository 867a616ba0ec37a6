"""What the tests of files of other tools share: reading one as it would come in, with answers, row by row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from impact.importing.files.file_format import read_table
from impact.importing.files.table import FileTable
from impact.importing.plan.file_questions import derive_file_answers
from impact.importing.plan.file_reader import read_sheet
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import FileMatching, add_file_answers, guess_matching, prepare_rows
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.importing.plan.word_questions import find_words_to_match, get_sure_meanings, select_open_words

ODD = Path(__file__).parents[2] / "data" / "odd"
TODAY = date(2026, 11, 28)
KNOWN = KnownPlaces(rings=dict.fromkeys(("Students", "Teachers", "Schools", "Leerlingen", "Docenten", "Scholen"), ()))


def open_odd(name: str) -> FileTable:
    """The table in this file of tests/data/odd."""
    return read_table((ODD / name).read_bytes())


def match_file(
    table: FileTable, answers: Mapping[str, str] | None = None, **values: dict[str, str | None]
) -> FileMatching:
    """The proposed columns of this table, Unexpected where it has no wish, with these answers."""
    matching, _ = guess_matching(table)
    fixed = {} if "theme" in matching.columns else {"theme": ""}
    return replace(matching, fixed=fixed, values=values, answers=dict(answers or {}))


def read_file(table: FileTable, matching: FileMatching) -> ParsedSheet:
    """What comes in of this table by this matching, once all that is sure is filled in."""
    table = prepare_rows(table, matching, KNOWN)
    settled = add_file_answers(table, matching)[0]
    return read_sheet(
        table,
        settled.add_meanings(
            get_sure_meanings(find_words_to_match(table, settled, KNOWN, for_new_collaboration=False))
        ),
        TODAY,
    )


def questions_of_words(table: FileTable, matching: FileMatching) -> list[tuple[str, str, str | None]]:
    """Every word that is asked about: its field, the text in the file, and what is proposed."""
    table = prepare_rows(table, matching, KNOWN)
    found = select_open_words(find_words_to_match(table, matching, KNOWN, for_new_collaboration=False), matching)
    return [(one.field, one.text, one.proposal.meaning) for one in found]


def questions_of_file(table: FileTable, matching: FileMatching) -> list[tuple[str, str]]:
    """Every question about the whole file: its key, and the text of the file it is about."""
    found = derive_file_answers(table, matching.columns, KNOWN)
    return [
        (question.key, question.text) for question in found.list_open_questions({**matching.answers, **found.derived})
    ]


def read_text(head: str, *rows: str) -> ParsedSheet:
    """What comes in of a CSV file with these lines, without an answer."""
    table = read_table("\n".join((head, *rows)).encode())
    return read_file(table, match_file(table))


def days(found: ParsedSheet) -> list[str]:
    """The day of every row that comes in."""
    return [row.observation.seen_on.isoformat() for row in found.rows]


def left(found: ParsedSheet) -> list[tuple[int, str, str, str]]:
    """Every cell that keeps its row out: line, column, value and reason."""
    return [(one.line, one.column, one.value, one.reason) for one in found.refused]


def noted(found: ParsedSheet) -> list[tuple[int, str, str, str]]:
    """Every cell that was read otherwise or left out: line, column, value and reason."""
    return [(one.line, one.column, one.value, one.reason) for one in found.notices]
