"""A list full of hostile text: it comes in clean or is refused, and goes out harmless."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import Engine, select

from db import tables
from db.imports.exchange import import_sheet, import_sheet_as_collaboration, list_known_names
from db.ripples import links
from db.session import open_write_session
from impact.errors import BrokenFile, Invalid, RimpelError
from impact.exporting import refused_rows
from impact.importing.files.file_format import read_table
from impact.importing.files.table import FileTable
from impact.importing.headers.columns import COLUMN_NAMES
from impact.importing.plan.file_reader import read_sheet
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import (
    add_file_answers,
    from_reusable_json,
    guess_matching,
    prepare_rows,
    to_reusable_json,
)
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.importing.plan.row_checks import check_rows
from impact.importing.plan.row_reader import RowReader
from impact.importing.plan.word_questions import find_words_to_match, get_sure_meanings
from impact.model import Certainty, RippleKind, Who
from impact.words import LANGUAGES
from impact.words.error_text import describe_error
from tests.build import TODAY, token
from tests.exports import raw_row, raw_workbook
from tests.hostile import BIG, COLLIDING, LONG, SHORT, UNSAFE
from tests.hostile_acts import ACTS, Texts, World, make_world
from tests.hostile_outputs import faults_in, list_faults
from tests.test_hostile_text import LIMITS, LONGEST_TEXT, NO_WORDS, columns, raw

NAMES = {field: name["nl"] for field, name in COLUMN_NAMES.items()}
# Fit in every column, so that a row with something hostile in one of the others comes in.
FIT = {
    "seen_on": "2026-03-12", "ring": "Docenten", "theme": "Samen", "what": "Iets.", "direction": "positief",
    "level": "2", "rung": "2",
}  # fmt: skip
WORDS = ("evidence", "organisation", "activity", "why", "contribution", "circumstances", "observer_role")
# With those that are there, as many rings as there is room for.
RINGS = (*(f"{name}{UNSAFE}" for name in COLLIDING[:3]), "=evil()", "<evil onerror=evil>", "[evil](javascript:evil)")
FILE_NAME = f"=evil()<evil>{UNSAFE}\r\nevil.csv"
# XML itself has no place for these, so no program writes a workbook with them.
NOT_IN_XML = str.maketrans("", "", "\ufffe\uffff")
Cells = list[dict[str, str]]
Writer = Callable[[Cells], bytes]


def make_cells() -> Cells:
    """Rows in which every text stands in every column with words of somebody, and some of them in every other one."""
    texts = [*(f"{text}{UNSAFE}" for text in SHORT), *COLLIDING, LONG, "\u200b\u2060", "'; --\u2029evil" * 700]
    rows: Cells = [{"what": text} for text in texts]
    for at, _ in enumerate(texts):
        words = {name: texts[(at + place) % len(texts)] for place, name in enumerate(WORDS)}
        # A ring has room for a dozen wishes.
        rows.append(words | {"what": f"evil {at}", "theme": texts[at % 8]})
    rows += [{name: text} for name in NAMES if name not in (*WORDS, "ring", "theme", "what") for text in texts[::9]]
    return [{"what": f"evil row {at}", "ring": RINGS[at % len(RINGS)]} | row for at, row in enumerate(rows)]


def as_text(cells: Cells) -> bytes:
    """A text file with these rows, its columns named as ours are and some more named by texts of somebody."""
    head, *rows = _lines(cells)
    quoted = (";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in (head, *rows))
    return "\r\n".join(quoted).encode("utf-8", "surrogatepass")


def as_workbook(cells: Cells) -> bytes:
    """A workbook with these rows, on the second of its sheets."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.add_worksheet("=evil()<evil>\u202e").write_string(0, 0, LONG.translate(NOT_IN_XML))
        sheet = book.add_worksheet("'evil evil <evil>\u2028$evil$"[1:])
        for line, row in enumerate(_lines(cells)):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell.translate(NOT_IN_XML)[:32_767])
    return stream.getvalue()


def _lines(cells: Cells) -> Iterator[list[str]]:
    others = [text.replace("\r\n", " ") + UNSAFE for text in (*SHORT, "", "evil", "EVIL", "evil ")]
    yield [*NAMES.values(), *others]
    for row in cells:
        yield [(FIT | row).get(name, "") for name in NAMES] + others


def read_as_a_screen_does(content: bytes, known: KnownPlaces, *, apart: bool) -> tuple[FileTable, ParsedSheet]:
    """What the file tells, by the questions a screen asks, each answered with what is proposed."""
    table = read_table(content)
    first = replace(
        guess_matching(table)[0], columns={field: name for field, name in NAMES.items() if name in table.headers}
    )
    matching, _ = add_file_answers(table, first, known)
    table = prepare_rows(table, matching, known)
    questions = find_words_to_match(table, matching, known, apart)
    matching = matching.add_meanings(get_sure_meanings(questions))
    remembered = from_reusable_json(json.loads(json.dumps(to_reusable_json(matching))), table.headers)
    assert remembered.columns == matching.columns
    check_rows(table, RowReader(table, matching, TODAY))
    return table, read_sheet(table, matching, TODAY)


def complete(engine: Engine, who: Who) -> None:
    """Give this collaboration a ripple, a story, a milestone, a link and the like, for outputs that need one."""
    with open_write_session(engine) as session:
        seen, activity, theme = tables.Observation, tables.Activity, tables.Theme
        mine = who.collaboration_id
        cause, effect = session.scalars(select(seen.id).where(seen.collaboration_id == mine).limit(2)).all()
        stone = session.scalars(select(activity.id).where(activity.collaboration_id == mine)).first()
        theme_id, ring_id = session.execute(
            select(theme.id, theme.ring_id).where(theme.collaboration_id == mine)
        ).first() or ("", "")
        sure = {"kind": RippleKind.LEADS_TO, "certainty": Certainty.PLAUSIBLE}
        with suppress(Invalid):
            links.add_ripple(session, who, effect, cause_observation_id=cause, token=token(), **sure)
        world, take = World(who, ring_id, theme_id, str(stone), cause, effect), Texts(2)
        for name in (
            "milestone.title",
            "milestone.learned",
            "story.name",
            "story.telling",
            "feed.label",
            "witness.remark",
        ):
            ACTS[name](session, world, take)


def must_be_kept_clean(engine: Engine) -> None:
    """Raises AssertionError for a text in the rows that is too long or holds what no output can take."""
    for column in columns():
        most = getattr(column.type, "length", None) or LIMITS.get(str(column), LONGEST_TEXT)
        for value in raw(engine, column):
            assert len(value) <= most, str(column)
            assert str(column) in NO_WORDS or not set(value) & set(UNSAFE), str(column)


def test_a_hostile_list_is_read_the_same_from_every_kind_of_file() -> None:
    fit = [{"what": f"{text.translate(NOT_IN_XML)} {at}"} for at, text in enumerate(SHORT) if "\n" not in text]
    sheets = [read_as_a_screen_does(write(fit), KnownPlaces(), apart=True)[1] for write in (as_text, as_workbook)]
    assert sheets[0].rows == sheets[1].rows
    assert len(sheets[0].rows) == len(fit)


def test_a_hostile_list_comes_in_clean_and_goes_out_harmless(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_world(session).who
        table, sheet = read_as_a_screen_does(as_text(make_cells()), list_known_names(session, who), apart=False)
        assert sheet.count > 2 * len(SHORT)
        assert {remark.column for remark in sheet.refused} >= {NAMES[name] for name in ("seen_on", "level", "what")}
        import_sheet(session, who, sheet, FILE_NAME, token=token(), skip_refused=True)
    complete(engine, who)
    must_be_kept_clean(engine)
    assert list_faults(engine, who) == []
    for language in LANGUAGES:
        reasons = refused_rows.explain_refusals(sheet.refused, language)
        assert reasons
        for name, write in (
            ("refused_rows.write_refused_csv", refused_rows.write_refused_csv),
            ("refused_rows.write_refused_workbook", refused_rows.write_refused_workbook),
        ):
            assert faults_in(name, write(table, reasons, LONG)) == []


def test_a_hostile_workbook_starts_a_collaboration_of_its_own(kept: Engine) -> None:
    with open_write_session(kept) as session:
        person_id = make_world(session).who.person_id
        _, sheet = read_as_a_screen_does(as_workbook(make_cells()), KnownPlaces(), apart=True)
        name = f"=evil(){UNSAFE} {SHORT[0]}"
        made = import_sheet_as_collaboration(
            session, person_id, name, ("Docenten", "Scholen"), sheet, FILE_NAME, token=token(), skip_refused=True
        )
    complete(kept, Who(person_id, made))
    must_be_kept_clean(kept)
    assert list_faults(kept, Who(person_id, made)) == []


def test_more_hostile_rings_than_fit_are_refused_and_leave_nothing(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_world(session).who
        cells = [{"ring": f"{text}{UNSAFE}"} for text in SHORT]
        _, sheet = read_as_a_screen_does(as_text(cells), list_known_names(session, who), apart=False)
        with pytest.raises(Invalid) as told_why:
            import_sheet(session, who, sheet, FILE_NAME, token=token(), skip_refused=True)
    must_have_words(told_why.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_million_characters_in_a_cell_are_refused_or_cut(name: str) -> None:
    fit = [{"what": f"Zin {at}.", "ring": ring} for at, ring in enumerate(("Docenten", "Scholen"))]
    # A cell of a text file has room for 131,072 characters.
    for big in (BIG, "e" * 1_000_000, "evil. " * 20_000):
        row = FIT | {name: big.translate(NOT_IN_XML)}
        book = raw_workbook([raw_row(*NAMES.values()), raw_row(*(row.get(field, "") for field in NAMES))])
        for content in (as_text([*fit, {name: big}]), as_text([{name: big} | fit[0], fit[1]]), book):
            try:
                _, sheet = read_as_a_screen_does(content, KnownPlaces(), apart=True)
            except BrokenFile as error:
                must_have_words(error)
                continue
            texts = [text for row in sheet.rows for text in _texts(vars(row) | vars(row.observation))]
            assert max(map(len, texts), default=0) <= LONGEST_TEXT
            assert all(len(remark.value) < 1_000 for remark in (*sheet.refused, *sheet.notices))


def test_a_name_of_a_column_of_a_million_characters_is_refused_or_read() -> None:
    for big in (BIG, "\n" * 1_000_000, "evil;" * 200_000):
        content = as_text([{}]).replace(b'"evil"', f'"{big}"'.encode(), 1)
        try:
            read_as_a_screen_does(content, KnownPlaces(), apart=True)
        except BrokenFile as error:
            must_have_words(error)


def _texts(values: dict[str, Any]) -> Iterator[str]:
    for value in values.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (piece.text for piece in value)


def must_have_words(error: RimpelError) -> None:
    """Raises AssertionError when this error has no words, or the words of another."""
    for language in LANGUAGES:
        assert describe_error(language, error).endswith((".", "?", "!"))
