"""What the tests of files of other tools share: reading one as it would come in, with answers, row by row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from impact.exchange.ask import asked, open_questions, sure
from impact.exchange.file_in import opened, told
from impact.exchange.file_questions import answer_of_file
from impact.exchange.matching import Matching, first_match, ordered, prepared
from impact.exchange.plan import Known
from impact.exchange.sheet import Sheet
from impact.exchange.table import Table

ODD = Path(__file__).parent.parent / "data" / "odd"
TODAY = date(2026, 11, 28)
KNOWN = Known(rings=dict.fromkeys(("Students", "Teachers", "Schools", "Leerlingen", "Docenten", "Scholen"), ()))


def open_odd(name: str) -> Table:
    """The table in this file of tests/data/odd."""
    return opened((ODD / name).read_bytes())


def match_file(table: Table, answers: Mapping[str, str] | None = None, **values: dict[str, str | None]) -> Matching:
    """The proposed columns of this table, Unexpected where it has no wish, with these answers."""
    matching, _ = first_match(table)
    fixed = {} if "theme" in matching.columns else {"theme": ""}
    return replace(matching, fixed=fixed, values=values, answers=dict(answers or {}))


def read_file(table: Table, matching: Matching) -> Sheet:
    """What comes in of this table by this matching, once all that is sure is filled in."""
    table = prepared(table, matching, KNOWN)
    settled = ordered(table, matching)[0]
    return told(table, settled.settled(sure(asked(table, settled, KNOWN, apart=False))), TODAY)


def questions_of_words(table: Table, matching: Matching) -> list[tuple[str, str, str | None]]:
    """Every word that is asked about: its field, the text in the file, and what is proposed."""
    table = prepared(table, matching, KNOWN)
    found = open_questions(asked(table, matching, KNOWN, apart=False), matching)
    return [(one.field, one.text, one.proposal.meaning) for one in found]


def questions_of_file(table: Table, matching: Matching) -> list[tuple[str, str]]:
    """Every question about the whole file: its key, and the text of the file it is about."""
    found = answer_of_file(table, matching.columns, KNOWN)
    return [(question.key, question.text) for question in found.open_questions({**matching.answers, **found.derived})]


def read_text(head: str, *rows: str) -> Sheet:
    """What comes in of a CSV file with these lines, without an answer."""
    table = opened("\n".join((head, *rows)).encode())
    return read_file(table, match_file(table))


def days(found: Sheet) -> list[str]:
    """The day of every row that comes in."""
    return [row.said.seen_on.isoformat() for row in found.rows]


def left(found: Sheet) -> list[tuple[int, str, str, str]]:
    """Every cell that keeps its row out: line, column, value and reason."""
    return [(one.line, one.column, one.value, one.reason) for one in found.refused]


def noted(found: Sheet) -> list[tuple[int, str, str, str]]:
    """Every cell that was read otherwise or left out: line, column, value and reason."""
    return [(one.line, one.column, one.value, one.reason) for one in found.notices]
