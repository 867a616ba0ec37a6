"""The import as a command: the same reading, matching and checking as on the screen, with flags for what one says."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import doubles, exchange, matchings
from db.asked import Asked, administration, today, who_asked
from db.import_flags import ImportFlags, column_field, suggest_columns, suggest_words
from db.session import reading, writing
from db.upgrade import upgrade
from impact.errors import BrokenFile, Invalid
from impact.exchange.ask import Asked as WordToMatch
from impact.exchange.ask import asked as words_to_match
from impact.exchange.ask import confirm_proposals, open_questions, sure
from impact.exchange.columns import COLUMNS, REQUIRED
from impact.exchange.file_in import check_columns, opened, told
from impact.exchange.file_questions import FileAnswers, answer_of_file, with_proposals
from impact.exchange.matching import Matching, first_match, ordered, prepared, reuse, shape_of
from impact.exchange.plan import Known, Plan
from impact.exchange.remarks import column_in_words, remark_in_words
from impact.exchange.sheet import MOST_BYTES, VALUE_SHOWN, Sheet, SheetRow
from impact.exchange.table import Table, take_names_as_row
from impact.exchange.values import NAMED
from impact.model import Who
from impact.words import count as say_count
from impact.words import say

REMARKS_SHOWN = 200
PROPOSED = ("home.ring.students", "home.ring.teachers", "home.ring.schools", "home.ring.curriculum")


@dataclass(frozen=True)
class ImportWork:
    """A file as it is matched by what is sure and by the flags; `chosen` is the matching to remember.

    `words` and `about_file` wait for an answer.
    """

    table: Table
    rows: Table
    chosen: Matching
    settled: Matching
    words: tuple[WordToMatch, ...]
    about_file: FileAnswers


def take_in(engine: Engine, asked: Asked) -> Iterator[str]:
    """Import a file: into a collaboration of its own, or into the one that was named."""
    upgrade(engine)
    with asked.file.open("rb") as stream:  # of a file that is too big no more than needed to see that
        table = opened(stream.read(MOST_BYTES + 1))
    if table.doubtful_names and asked.header is None and not asked.map:
        yield from _suggestions(asked.language, ["--header", "|", "--no-header"])
        raise Invalid(field="file", reason="doubtful_names", names=", ".join(table.doubtful_names)[:VALUE_SHOWN])
    if table.doubtful_names and asked.header is False:
        table = take_names_as_row(table)
    proposed = [say(asked.language, key) for key in PROPOSED]
    with writing(engine) as session:  # who acts, and in which collaboration: made when it is not there yet
        person_id = administration(session, asked.language)
        who, name = (None, asked.name or asked.file.stem) if asked.collaboration is None else who_asked(session, asked)
    with reading(engine) as session:
        known = exchange.known_to(session, who) if who else Known()
        matching = yield from _match_columns(session, asked, table, who, known)
        work = match_words(asked, table, matching, known, apart=who is None)
        sheet = told(work.rows, work.settled, today())
        doubled = _find_doubles(session, who, sheet.rows) if asked.skip_duplicates else frozenset()
        wanted = exchange.plan(session, who, sheet, proposed)
    yield from _remarks(asked.language, sheet, table)
    suggested = suggest_words(work.words, work.about_file, work.settled, asked.language)
    yield from _suggestions(asked.language, suggested)
    if any(word.field in NAMED for word in work.words):
        raise Invalid(field="file", reason="import_open", count=len(suggested))
    sheet = replace(sheet, rows=tuple(row for at, row in enumerate(sheet.rows) if at not in doubled))
    if asked.dry_run:
        yield _counted("cli.would_take_in", asked.language, name, sheet, wanted)
        return
    if sheet.rows or not doubled or (sheet.refused and not asked.skip_refused):
        _keep(engine, asked, who or person_id, name, proposed, sheet, work)
    if doubled:
        yield say_count(asked.language, "bring.report_doubles", len(doubled))
    yield _counted("cli.taken_in", asked.language, name, sheet, wanted)


def _find_doubles(session: Session, who: Who | None, rows: Sequence[SheetRow]) -> frozenset[int]:
    """The places of the rows that are here already, or that stand earlier among these."""
    return doubles.find_doubles(session, who, (replace(row, line=at) for at, row in enumerate(rows)))


def _keep(
    engine: Engine, asked: Asked, by: Who | str, name: str, proposed: list[str], sheet: Sheet, work: ImportWork
) -> None:
    """Take all of it in, and remember how it was matched, in one act."""
    token = uuid4().hex
    with writing(engine) as session:
        if isinstance(by, Who):
            exchange.take_in(session, by, sheet, asked.file.name, token=token, skip_refused=asked.skip_refused)
            matchings.remember(session, by, shape_of(work.table), work.chosen)
            return
        made = exchange.take_in_apart(
            session, by, name, proposed, sheet, asked.file.name, token=token, skip_refused=asked.skip_refused
        )
        matchings.remember(session, Who(by, made), shape_of(work.table), work.chosen)


def _match_columns(
    session: Session, asked: Asked, table: Table, who: Who | None, known: Known
) -> Generator[str, None, Matching]:
    """Which column is what; when one that is needed is not sure, the flags that say it come before the error."""
    flags = flags_of(asked)
    before = matchings.earlier(session, who, shape_of(table), table.headers) if who else matchings.Earlier()
    if before.same_shape and table.named:
        matching, unsure = reuse(before.same_shape, table, known), frozenset[str]()
    else:
        matching, unsure = first_match(table, before.columns, known.rings)
    guess = matching
    matching = flags.apply_columns(matching, table)
    if asked.accept and "theme" in matching.missing:
        matching = replace(matching, fixed={**matching.fixed, "theme": ""})  # as is proposed on the screen
    said = {name for name, header in matching.columns.items() if guess.columns.get(name) != header}
    said |= {field for flag in asked.map if (field := column_field(flag))}
    unsure = frozenset() if asked.accept else (unsure - said) & matching.columns.keys()
    sure_ones = replace(matching, columns={name: held for name, held in matching.columns.items() if name not in unsure})
    check_columns(table, sure_ones.columns)
    if not sure_ones.missing:
        return sure_ones
    yield from _suggestions(
        asked.language, suggest_columns(replace(matching, fixed=sure_ones.fixed), unsure, asked.language)
    )
    needed = [COLUMNS[name][asked.language] for name in (sure_ones.missing if sure_ones.columns else REQUIRED)]
    raise BrokenFile(reason="missing_column" if sure_ones.columns else "no_header", columns=", ".join(needed))


def match_words(asked: Asked, table: Table, matching: Matching, known: Known, apart: bool) -> ImportWork:
    """What the words of this table stand for, by the flags and by what is sure. Raises Invalid for a flag."""
    flags = flags_of(asked)
    about_file = answer_of_file(table, matching.columns, known)
    matching = flags.apply_answers(matching, about_file)
    if asked.accept:
        matching = replace(matching, answers=with_proposals(about_file, matching.answers))
    rows = prepared(table, matching, known)
    for _ in range(2):  # the words of a wish are known once those of its ring are
        matching = flags.apply_words(matching, rows, words_to_match(rows, matching, known, apart))
    words = words_to_match(rows, matching, known, apart)
    if asked.accept:
        matching = confirm_proposals(words, matching)
        words = words_to_match(rows, matching, known, apart)
    settled = ordered(table, matching.settled(sure(words)), known)[0]
    return ImportWork(table, rows, matching, settled, open_questions(words, matching), about_file)


def flags_of(asked: Asked) -> ImportFlags:
    """What was said of the file on the command line."""
    return ImportFlags(asked.map, asked.fix, asked.word, asked.answer)


def _counted(key: str, language: str, name: str, sheet: Sheet, wanted: Plan) -> str:
    return say(
        language,
        key,
        name=name,
        rows=say_count(language, "data.rows", len(sheet.rows)),
        themes=say_count(language, "data.themes", len(wanted.themes)),
        organisations=say_count(language, "data.organisations", len(wanted.organisations)),
        activities=say_count(language, "data.activities", len(wanted.activities)),
        refused=say_count(language, "data.rows_refused", sheet.refused_rows),
    )


def _suggestions(language: str, flags: list[str]) -> Iterator[str]:
    """What to add to the command, to be pasted."""
    if flags:
        yield say(language, "cli.suggested", flags=" ".join(flags))


def _remarks(language: str, sheet: Sheet, table: Table) -> Iterator[str]:
    if table.merged:
        yield say_count(language, "bring.merged", table.merged)
    if table.uncalculated:
        yield say_count(language, "bring.uncalculated", table.uncalculated)
    for key, remarks in (("cli.refused", sheet.refused), ("cli.notice", sheet.notices)):
        for remark in remarks[:REMARKS_SHOWN]:
            reason = remark_in_words(language, remark)
            column = column_in_words(language, remark)
            yield say(language, key, line=remark.line, column=column, value=remark.value, reason=reason)
        if len(remarks) > REMARKS_SHOWN:
            yield say_count(language, "cli.more", len(remarks) - REMARKS_SHOWN)
