from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import BrokenFile
from impact.importing.files import table
from impact.importing.plan.file_reader import read_own_file
from impact.importing.plan.import_plan import KnownPlaces, choose_rings, plan_import
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.model import (
    MAX_RINGS,
    MAX_THEMES_PER_RING,
    Direction,
    Evidence,
    EvidenceKind,
    Level,
    NewObservation,
    Precision,
    Rung,
    State,
)

TODAY = date(2026, 11, 15)
HEADER = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs"
ROW = "2026-03-12;Docenten;Samen ontwikkelen;Docenten bereiden lessen samen voor.;positief;2;3"


def sheet(*rows: str, header: str = HEADER, encoding: str = "utf-8", ends: str = "\n") -> ParsedSheet:
    return read_own_file(ends.join((header, *rows, "")).encode(encoding), TODAY)


def row(**cells: str) -> str:
    return ";".join((dict(zip(HEADER.split(";"), ROW.split(";"), strict=True)) | cells).values())


def reason_of(content: bytes, **limits: int) -> str:
    with pytest.raises(BrokenFile) as told:
        read_own_file(content, TODAY, **limits)
    return str(told.value.facts["reason"])


def test_a_row_becomes_an_observation() -> None:
    found = sheet(ROW).rows[0]
    assert (found.line, found.ring, found.theme, found.state) == (2, "Docenten", "Samen ontwikkelen", State.SHARED)
    assert found.observation == NewObservation(
        what="Docenten bereiden lessen samen voor.",
        theme_id="",
        seen_on=date(2026, 3, 12),
        direction=Direction.POSITIVE,
        level=Level.SEVERAL_PLACES,
        rung=Rung.SEVERAL_SOURCES,
    )


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_any_usual_delimiter_encoding_and_line_end_is_understood(delimiter: str, encoding: str, ends: str) -> None:
    told = row(wat_is_er_veranderd="Reünie geregeld.").replace(";", delimiter)
    found = sheet(told, header=HEADER.replace(";", delimiter), encoding=encoding, ends=ends)
    assert [one.observation.what for one in found.rows] == ["Reünie geregeld."]
    assert found.rows[0].line == 2


def test_headers_are_read_in_dutch_and_english_whatever_their_case() -> None:
    english = "When;FOR WHOM;Desired impact;What changed?;direction;Level;evidence;source"
    told = "12-03-2026;Teachers;;They plan together.;No change;first signs;Seen myself;https://example.org/a"
    found = sheet(told, header=english)
    assert found.rows[0].theme == ""
    assert found.rows[0].observation.rung is Rung.SEEN_MYSELF
    assert found.rows[0].observation.evidence == (Evidence(EvidenceKind.LINK, "https://example.org/a"),)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2026-03-12", date(2026, 3, 12), Precision.DAY),
        ("12-03-2026", date(2026, 3, 12), Precision.DAY),
        ("1-3-2026", date(2026, 3, 1), Precision.DAY),
        ("2026-03", date(2026, 3, 1), Precision.MONTH),
    ],
)
def test_dates_come_in_three_forms(text: str, day: date, precision: Precision) -> None:
    said = sheet(row(wanneer=text)).rows[0].observation
    assert (said.seen_on, said.precision) == (day, precision)


@pytest.mark.parametrize("text", ["geborgd", "Anchored", "4", " 4 "])
def test_levels_are_numbers_or_words(text: str) -> None:
    assert sheet(row(niveau=text)).rows[0].observation.level is Level.ANCHORED


def test_no_change_with_a_level_is_read_as_zero_and_said_so() -> None:
    found = sheet(ROW, row(richting="geen verandering"), row(richting="geen verandering", niveau="0"))
    assert [one.observation.level for one in found.rows] == [2, 0, 0]
    assert [(one.line, one.column, one.value, one.reason) for one in found.notices] == [
        (3, "niveau", "2", "no_change_level")
    ]


def test_no_change_needs_no_level_but_anything_else_does() -> None:
    found = sheet(row(richting="geen verandering", niveau=""), row(niveau=""))
    assert (len(found.rows), found.notices) == (1, ())
    assert [(one.line, one.column, one.reason) for one in found.refused] == [(3, "niveau", "empty")]


@pytest.mark.parametrize("text", ["", "Onverwacht", "unexpected"])
def test_an_empty_theme_is_unexpected(text: str) -> None:
    assert sheet(row(gewenste_impact=text)).rows[0].theme == ""


def test_every_wrong_cell_is_named_by_line_column_value_and_reason() -> None:
    wrong = row(wanneer="30-02-2026", richting="omhoog", niveau="hoog", bewijs="", wat_is_er_veranderd="x" * 281)
    found = sheet(ROW, wrong)
    assert len(found.rows) == 1
    assert {(one.line, one.column, one.value, one.reason) for one in found.refused} == {
        (3, "wanneer", "30-02-2026", "not_a_date"),
        (3, "richting", "omhoog", "unknown_word"),
        (3, "niveau", "hoog", "unknown_word"),
        (3, "bewijs", "", "empty"),
        (3, "wat_is_er_veranderd", "x" * 80, "too_long"),
    }
    assert found.refused_row_count == 1


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"wanneer": "2026-11-16"}, "wanneer", "future"),
        ({"wanneer": "1949-12-31"}, "wanneer", "too_early"),
        ({"wanneer": "03/04/2026"}, "wanneer", "unclear_date"),
        ({"wanneer": ""}, "wanneer", "empty"),
        ({"voor_wie": ""}, "voor_wie", "empty"),
        ({"voor_wie": "x" * 61}, "voor_wie", "too_long"),
        ({"wat_is_er_veranderd": " "}, "wat_is_er_veranderd", "empty"),
        ({"niveau": "-1"}, "niveau", "unknown_word"),
        ({"bewijs": "6"}, "bewijs", "unknown_word"),
    ],
)
def test_a_cell_that_cannot_be_kept_says_why(cells: dict[str, str], column: str, reason: str) -> None:
    assert [(one.line, one.column, one.reason) for one in sheet(row(**cells)).refused] == [(2, column, reason)]


def test_the_line_is_that_of_an_editor_also_after_blank_and_long_cells() -> None:
    several = row(wat_is_er_veranderd='"Eerst dit,\ntoen dat."')
    found = sheet("", several, "", row(niveau="hoog"))
    assert [one.line for one in found.rows] == [3]
    assert found.rows[0].observation.what == "Eerst dit, toen dat."
    assert [one.line for one in found.refused] == [6]


def test_a_row_with_too_many_cells_is_refused_and_a_short_one_lacks_some() -> None:
    found = sheet(f"{ROW};nog iets", "2026-03-12;Docenten", f"{ROW};;")
    assert [(one.line, one.reason) for one in found.refused if one.line == 2] == [(2, "too_many_cells")]
    assert {one.column for one in found.refused if one.line == 3} == set(HEADER.split(";")[3:])
    assert [one.line for one in found.rows] == [4]


def test_a_column_that_is_not_known_is_left_out_and_said_so() -> None:
    found = sheet(f"{ROW};geheim", header=f"{HEADER};Opmerking van ons")
    assert [(one.line, one.column, one.reason) for one in found.notices] == [(1, "Opmerking van ons", "unknown_column")]
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"PK\x03\x04\x14\0\x06\0", "damaged_sheet"),
        (f"{HEADER}\nmet een nul\0erin".encode(), "binary"),
        (b"\xff\xfe\x00", "binary"),
        (b"naam;leeftijd\nx;3\n", "no_header"),
        (HEADER.encode(), "no_rows"),
        (f"{HEADER}\n{ROW}".replace(";niveau", "").encode(), "missing_column"),
        (f"{HEADER};level\n{ROW};2".encode(), "double_column"),
        (f'{HEADER}\n{ROW}\n2026-03-12;"nooit gesloten;x\n'.encode(), "quotes"),
        ((HEADER + ";x" * 300 + "\n").encode(), "too_many_columns"),
    ],
)
def test_a_broken_file_says_what_is_broken(content: bytes, reason: str) -> None:
    assert reason_of(content) == reason


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BrokenFile) as told:
        read_own_file(f"{HEADER}\n{ROW}".replace(";niveau", "").encode(), TODAY)
    assert told.value.facts["columns"] == "niveau"


def test_a_file_that_is_too_big_or_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason_of(f"{HEADER}\n{ROW}\n".encode(), max_bytes=50) == "too_big"
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    assert reason_of("\n".join([HEADER, *[ROW] * 4]).encode()) == "too_many_rows"


def outcome(content: bytes) -> bool:
    try:
        found = read_own_file(content, TODAY)
    except BrokenFile as error:
        return bool(error.facts["reason"])
    return bool(found.rows or found.refused)


@given(st.binary(max_size=400))
def test_every_file_ends_in_rows_or_a_clear_reason(content: bytes) -> None:
    assert outcome(content)
    assert outcome(f"{HEADER}\n".encode() + content)


def test_the_line_in_which_excel_names_the_delimiter_is_skipped() -> None:
    assert len(read_own_file(f"sep=;\n{HEADER}\n{ROW}\n".encode(), TODAY).rows) == 1


def test_a_plan_names_what_is_new_and_matches_names_whatever_their_case() -> None:
    found = sheet(ROW, row(voor_wie="DOCENTEN", gewenste_impact="samen  Ontwikkelen"), row(voor_wie="Ouders"))
    known = KnownPlaces(rings={"docenten": ["Samen ontwikkelen"]})
    wanted = plan_import(found, known)
    assert (wanted.row_count, wanted.rings, wanted.themes) == (3, ("Ouders",), (("Ouders", "Samen ontwikkelen"),))


def test_a_plan_says_when_more_comes_than_the_discs_can_hold() -> None:
    many = sheet(*[row(gewenste_impact=f"Wens {number}") for number in range(MAX_THEMES_PER_RING)])
    plan_import(many, KnownPlaces()).check_limits()
    assert plan_import(many, KnownPlaces(rings={"Docenten": ["Al hier"]})).crowded_rings == (
        ("Docenten", MAX_THEMES_PER_RING + 1),
    )
    rings = sheet(*[row(voor_wie=f"Ring {number}") for number in range(MAX_RINGS + 1)])
    assert plan_import(rings, KnownPlaces()).ring_count == MAX_RINGS + 1


def test_the_proposed_rings_are_used_when_they_hold_all_the_file_names() -> None:
    proposed = ("Leerlingen", "Docenten")
    assert choose_rings(sheet(row(voor_wie="docenten")), proposed) == proposed
    assert choose_rings(sheet(row(voor_wie="Ouders"), ROW), proposed) == ("Ouders", "Docenten")
    assert choose_rings(sheet(row(voor_wie="Ouders")), proposed) == ("Ouders", *proposed)
