"""The import command: the same reading, matching and checking as on the screen, with flags for the choices."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.cli.import_flags import ImportFlags, get_column_field, suggest_columns, suggest_words
from db.cli.options import CliOptions, get_administrator, get_today, get_writer
from db.imports import duplicates, exchange, matchings
from db.session import open_read_session, open_write_session
from db.upgrade import upgrade_database
from impact.errors import BrokenFile, Invalid
from impact.importing.files.file_format import MAX_IMPORT_BYTES, read_table
from impact.importing.files.table import FileTable, take_names_as_row
from impact.importing.headers.columns import COLUMN_NAMES, REQUIRED_COLUMNS
from impact.importing.plan.file_questions import FileAnswers, add_proposed_answers, derive_file_answers
from impact.importing.plan.file_reader import check_columns, read_sheet
from impact.importing.plan.import_plan import ImportPlan, KnownPlaces
from impact.importing.plan.matching import (
    FileMatching,
    add_file_answers,
    compute_shape,
    guess_matching,
    prepare_rows,
    reuse_matching,
)
from impact.importing.plan.parsed_sheet import (
    MAX_SHOWN_CHARACTERS,
    ParsedSheet,
    SheetRow,
    format_remark,
    format_remark_column,
)
from impact.importing.plan.word_questions import (
    WordToMatch,
    confirm_proposals,
    find_words_to_match,
    get_sure_meanings,
    select_open_words,
)
from impact.importing.values.meanings import NAMED_FIELDS
from impact.model import Who
from impact.words import get_plural_text, get_text
from impact.words.proposed_rings import list_proposed_rings

MAX_REMARKS_SHOWN = 200  # more lines than anybody reads in a terminal


@dataclass(frozen=True)
class MatchedFile:
    """A file matched by what is sure and by the flags.

    `chosen_matching` is the matching to store; `open_words` and `file_answers` have what is still to be answered.
    """

    table: FileTable
    rows: FileTable
    chosen_matching: FileMatching
    settled_matching: FileMatching
    open_words: tuple[WordToMatch, ...]
    file_answers: FileAnswers


def run_import(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Import a file: into a collaboration of its own, or into the one that was named."""
    upgrade_database(engine)
    with options.file.open("rb") as stream:  # one byte more than allowed is enough to refuse a file
        table = read_table(stream.read(MAX_IMPORT_BYTES + 1))
    if table.doubtful_names and options.header is None and not options.map:
        yield from _format_suggestions(options.language, ["--header", "|", "--no-header"])
        raise Invalid(
            field="file", reason="doubtful_names", names=", ".join(table.doubtful_names)[:MAX_SHOWN_CHARACTERS]
        )
    if table.doubtful_names and options.header is False:
        table = take_names_as_row(table)
    proposed_rings = list_proposed_rings(options.language)
    with open_write_session(engine) as session:  # both are made when they are not there yet
        person_id = get_administrator(session, options.language)
        who, name = (
            (None, options.name or options.file.stem) if options.collaboration is None else get_writer(session, options)
        )
    with open_read_session(engine) as session:
        known = exchange.list_known_names(session, who) if who else KnownPlaces()
        matching = yield from _match_columns(session, options, table, who, known)
        matched = match_words(options, table, matching, known, is_new_collaboration=who is None)
        sheet = read_sheet(matched.rows, matched.settled_matching, get_today())
        duplicate_places = _find_duplicate_rows(session, who, sheet.rows) if options.skip_duplicates else frozenset()
        import_plan = exchange.plan_import(session, who, sheet, proposed_rings)
    yield from _format_remarks(options.language, sheet, table)
    suggested = suggest_words(matched.open_words, matched.file_answers, matched.settled_matching, options.language)
    yield from _format_suggestions(options.language, suggested)
    if any(word.field in NAMED_FIELDS for word in matched.open_words):
        raise Invalid(field="file", reason="import_open", count=len(suggested))
    sheet = replace(sheet, rows=tuple(row for index, row in enumerate(sheet.rows) if index not in duplicate_places))
    if options.dry_run:
        yield _format_import_counts("cli.would_take_in", options.language, name, sheet, import_plan)
        return
    if sheet.rows or not duplicate_places or (sheet.refused and not options.skip_refused):
        _save_import(engine, options, who or person_id, name, proposed_rings, sheet, matched)
    if duplicate_places:
        yield get_plural_text(options.language, "bring.report_doubles", len(duplicate_places))
    yield _format_import_counts("cli.taken_in", options.language, name, sheet, import_plan)


def _find_duplicate_rows(session: Session, who: Who | None, rows: Sequence[SheetRow]) -> frozenset[int]:
    """Return the places of rows that are stored already, or came earlier among these."""
    # A place instead of a line: several rows may come from one line of the file.
    return duplicates.find_duplicates(session, who, (replace(row, line=index) for index, row in enumerate(rows)))


def _save_import(
    engine: Engine,
    options: CliOptions,
    importer: Who | str,
    name: str,
    proposed_rings: list[str],
    sheet: ParsedSheet,
    matched: MatchedFile,
) -> None:
    """Import all rows and store how the file was matched, in one transaction."""
    token = uuid4().hex
    with open_write_session(engine) as session:
        if isinstance(importer, Who):
            exchange.import_sheet(
                session, importer, sheet, options.file.name, token=token, skip_refused=options.skip_refused
            )
            matchings.save_matching(session, importer, compute_shape(matched.table), matched.chosen_matching)
            return
        collaboration_id = exchange.import_sheet_as_collaboration(
            session,
            importer,
            name,
            proposed_rings,
            sheet,
            options.file.name,
            token=token,
            skip_refused=options.skip_refused,
        )
        matchings.save_matching(
            session, Who(importer, collaboration_id), compute_shape(matched.table), matched.chosen_matching
        )


def _match_columns(
    session: Session, options: CliOptions, table: FileTable, who: Who | None, known: KnownPlaces
) -> Generator[str, None, FileMatching]:
    """Return which column is what. When a required one is not sure, yield the flags that settle it and raise."""
    flags = build_flags(options)
    earlier = (
        matchings.find_earlier_matching(session, who, compute_shape(table), table.headers)
        if who
        else matchings.EarlierMatching()
    )
    if earlier.same_shape and table.named:
        matching, unsure = reuse_matching(earlier.same_shape, table, known), frozenset[str]()
    else:
        matching, unsure = guess_matching(table, earlier.columns, known.rings)
    guess = matching
    matching = flags.apply_columns(matching, table)
    if options.accept and "theme" in matching.missing_fields:
        matching = replace(matching, fixed={**matching.fixed, "theme": ""})  # as is proposed on the screen
    stated_fields = {name for name, header in matching.columns.items() if guess.columns.get(name) != header}
    stated_fields |= {field for flag in options.map if (field := get_column_field(flag))}
    unsure = frozenset() if options.accept else (unsure - stated_fields) & matching.columns.keys()
    sure_matching = replace(
        matching, columns={name: column for name, column in matching.columns.items() if name not in unsure}
    )
    check_columns(table, sure_matching.columns)
    if not sure_matching.missing_fields:
        return sure_matching
    yield from _format_suggestions(
        options.language, suggest_columns(replace(matching, fixed=sure_matching.fixed), unsure, options.language)
    )
    needed = [
        COLUMN_NAMES[name][options.language]
        for name in (sure_matching.missing_fields if sure_matching.columns else REQUIRED_COLUMNS)
    ]
    raise BrokenFile(reason="missing_column" if sure_matching.columns else "no_header", columns=", ".join(needed))


def match_words(
    options: CliOptions, table: FileTable, matching: FileMatching, known: KnownPlaces, is_new_collaboration: bool
) -> MatchedFile:
    """Return what the words of this table stand for, by the flags and by what is sure. Raise Invalid for a flag."""
    flags = build_flags(options)
    file_answers = derive_file_answers(table, matching.columns, known)
    matching = flags.apply_answers(matching, file_answers)
    if options.accept:
        matching = replace(matching, answers=add_proposed_answers(file_answers, matching.answers))
    rows = prepare_rows(table, matching, known)
    for _ in range(2):  # a theme can be matched once its ring is
        matching = flags.apply_words(matching, rows, find_words_to_match(rows, matching, known, is_new_collaboration))
    words = find_words_to_match(rows, matching, known, is_new_collaboration)
    if options.accept:
        matching = confirm_proposals(words, matching)
        words = find_words_to_match(rows, matching, known, is_new_collaboration)
    settled_matching = add_file_answers(table, matching.add_meanings(get_sure_meanings(words)), known)[0]
    return MatchedFile(table, rows, matching, settled_matching, select_open_words(words, matching), file_answers)


def build_flags(options: CliOptions) -> ImportFlags:
    """Return the flags about the file."""
    return ImportFlags(options.map, options.fix, options.word, options.answer)


def _format_import_counts(key: str, language: str, name: str, sheet: ParsedSheet, import_plan: ImportPlan) -> str:
    return get_text(
        language,
        key,
        name=name,
        rows=get_plural_text(language, "common.count.observations", len(sheet.rows)),
        themes=get_plural_text(language, "common.count.themes", len(import_plan.themes)),
        organisations=get_plural_text(language, "common.count.organisations", len(import_plan.organisations)),
        activities=get_plural_text(language, "common.count.activities", len(import_plan.activities)),
        refused=get_plural_text(language, "data.rows_refused", sheet.refused_row_count),
    )


def _format_suggestions(language: str, flags: list[str]) -> Iterator[str]:
    """Yield the flags to add to the command, ready to be pasted."""
    if flags:
        yield get_text(language, "cli.suggested", flags=" ".join(flags))


def _format_remarks(language: str, sheet: ParsedSheet, table: FileTable) -> Iterator[str]:
    if table.merged:
        yield get_plural_text(language, "bring.merged", table.merged)
    if table.uncalculated:
        yield get_plural_text(language, "bring.uncalculated", table.uncalculated)
    for key, remarks in (("cli.refused", sheet.refused), ("cli.notice", sheet.notices)):
        for remark in remarks[:MAX_REMARKS_SHOWN]:
            reason = format_remark(language, remark)
            column = format_remark_column(language, remark)
            yield get_text(language, key, line=remark.line, column=column, value=remark.value, reason=reason)
        if len(remarks) > MAX_REMARKS_SHOWN:
            yield get_plural_text(language, "common.more", len(remarks) - MAX_REMARKS_SHOWN)
