"""A file that would keep everybody waiting is refused before it is parsed: every part of it is counted first."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from impact.errors import BrokenFile
from impact.importing.files import workbook_parts
from impact.importing.files.file_format import read_table
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import guess_matching
from impact.importing.plan.row_reader import RowReader
from impact.importing.plan.word_questions import find_words_to_match
from impact.importing.values.dates import derive_day_orders, parse_day
from impact.words import LANGUAGES
from impact.words.error_text import describe_error
from tests.exports import raw_row, raw_workbook, text
from tests.small_whole import zipped
from tests.whole import unpacked

HEAD = ("wanneer", "voor_wie", "gewenste_impact", "wat_is_er_veranderd", "richting", "niveau", "bewijs")
ROW = ("2026-03-12", "Docenten", "", "Docenten bereiden lessen samen voor.", "positief", "2", "3")
MOST_PARSED = 700_000  # tags: a second of work


def list_of(*rows: bytes, **parts: bytes) -> bytes:
    return raw_workbook([raw_row(*HEAD), raw_row(*ROW), *rows], **parts)


def long_text(piece: bytes) -> bytes:
    return list_of(b'<row><c t="str"><v>' + piece + b"</v></c></row>")


def styles(inner: bytes) -> dict[str, bytes]:
    return {"xl/styles.xml": b"<styleSheet>" + inner + b"</styleSheet>"}


def many_sheets(rows: bytes) -> bytes:
    """Forty sheets with the same content."""
    places = range(2, 42)
    listed = b"".join(b'<sheet name="S%d" r:id="s%d"/>' % (at, at) for at in places)
    targets = b"".join(b'<Relationship Id="s%d" Target="worksheets/sheet%d.xml"/>' % (at, at) for at in places)
    sheets = {f"xl/worksheets/sheet{at}.xml": b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
              for at in places}  # fmt: skip
    book = {"xl/workbook.xml": b'<workbook xmlns:r="r"><sheets>' + listed + b"</sheets></workbook>"}
    links = {"xl/_rels/workbook.xml.rels": b"<Relationships>" + targets + b"</Relationships>"}
    return raw_workbook([], **(book | links | sheets))


HEAVY: dict[str, tuple[Callable[[], bytes], str]] = {
    "one row of very many cells": (
        lambda: list_of(b"<row>" + b"<c><v>1</v></c>" * 3_000_000 + b"</row>"), "too_many_cells",
    ),
    "one row of very many empty cells": (lambda: list_of(b"<row>" + b"<c/>" * 3_000_000 + b"</row>"), "too_many_cells"),
    "cells with a prefix": (
        lambda: raw_workbook([b"<x:c/>" * 3_000_000], before=b'<x:worksheet xmlns:x="x">'), "too_many_cells",
    ),
    "many rows of many cells": (lambda: list_of((b"<row>" + b"<c/>" * 1_000 + b"</row>") * 2_500), "too_many_cells"),
    "tags of no meaning": (lambda: list_of(b"<x/>" * 4_000_000), "too_packed"),
    "merged cells without end": (lambda: list_of(b'<mergeCell ref="A1:XFD1048576"/>' * 2_000_000), "too_packed"),
    "one enormous cell": (lambda: long_text(b"x" * 40_000_000), "too_packed"),
    "one enormous cell of numbered signs": (lambda: long_text(b"&#65;" * 8_000_000), "too_packed"),
    "one enormous attribute": (lambda: list_of(b'<row a="' + b"x" * 40_000_000 + b'"/>'), "too_packed"),
    "one tag of very many attributes": (
        lambda: list_of(b"<row " + b"".join(b'a%d="" ' % at for at in range(300_000)) + b"/>"), "too_packed",
    ),
    "very many shared texts": (lambda: raw_workbook([], strings=b"<si/>" * 6_000_000), "too_packed"),
    "one enormous shared text": (lambda: raw_workbook([], strings=b"<si><t>" + b"x" * 40_000_000), "too_packed"),
    "very many styles": (lambda: list_of(**styles(b"<cellXfs>" + b"<xf/>" * 200_000 + b"</cellXfs>")), "too_packed"),
    "very many sheets in the list": (
        lambda: list_of(**{"xl/workbook.xml": b"<workbook>" + b'<sheet name="x"/>' * 1_100_000}), "too_packed",
    ),
    "many sheets of empty rows": (lambda: many_sheets(b"<row/>" * 250_000), "empty"),
    "a text row of one cell": (lambda: ";".join(HEAD).encode() + b"\n" + b"x" * 10_000_000, "long_row"),
    "a text row of very many cells": (lambda: ";".join(HEAD).encode() + b"\n" + b";" * 10_000_000, "long_row"),
    "a quotation mark before lines without end": (
        lambda: ";".join(HEAD).encode() + b'\n"' + b"\n" * 10_000_000, "quotes",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HEAVY)
def test_a_heavy_file_is_refused_before_it_is_parsed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = 0
    parse = workbook_parts.parse_xml

    def counting(stream: object, start: Callable[..., None], *more: object) -> object:
        def count(*told: object) -> None:
            nonlocal parsed
            parsed += 1
            start(*told)

        return parse(stream, count, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(workbook_parts, "parse_xml", counting)
    make, reason = HEAVY[kind]
    with pytest.raises(BrokenFile) as refused:
        read_table(make())
    assert refused.value.facts["reason"] == reason
    assert parsed < MOST_PARSED
    for language in LANGUAGES:
        assert describe_error(language, refused.value).endswith(".")


def test_a_sheet_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    begin = workbook_parts.SheetRowParser._begin_row
    monkeypatch.setattr(
        workbook_parts.SheetRowParser,
        "_begin_row",
        lambda self, told: (lines.append(told.get("r", "")), begin(self, told))[1],
    )
    rows = [raw_row(*ROW, line=line) for line in range(2, 500)]
    assert len(read_table(raw_workbook([raw_row(*HEAD, line=1), *rows])).rows) == 498
    assert lines == [str(line) for line in range(1, 500)]


def test_a_list_below_very_many_empty_rows_is_still_found() -> None:
    empty = b"".join(b'<row r="%d" spans="1:7" customHeight="1"/>' % line for line in range(1, 40_000))
    table = read_table(raw_workbook([empty, raw_row(*HEAD, line=40_000), raw_row(*ROW, line=40_001)]))
    assert (table.line, table.rows) == (40_000, ((40_001, ROW),))


def test_a_text_of_any_length_in_any_column_is_looked_at_in_the_same_time() -> None:
    long = "x" + " " * 100_000 + "y " + "lang " * 5_000
    table = read_table(text([[*HEAD, long], [long] * 7, list(ROW)]))
    matching, _ = guess_matching(table)
    assert find_words_to_match(table, matching, KnownPlaces(), for_new_collaboration=True)
    assert RowReader(table, matching, date(2026, 11, 28))(table.rows[0]).refused
    derive_day_orders([long])
    with pytest.raises(ValueError, match="x"):
        parse_day(long)


@pytest.mark.parametrize("told", [b"[" + b"[]," * 3_000_000 + b"[]]", b'{"x":[' + b"{}," * 3_000_000 + b"{}]}"])
def test_a_collaboration_file_of_too_many_values_is_refused_before_parsing(
    told: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json, "loads", lambda *_told, **_more: pytest.fail("parsed"))
    with pytest.raises(BrokenFile) as refused:
        unpacked(zipped({"rimpel.json": told}))
    assert refused.value.facts["reason"] == "whole_too_big"
