"""Files that are broken, far too large or meant to harm: one clear reason each, and little memory."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from impact.errors import BrokenFile
from impact.importing.files.file_format import read_table
from impact.importing.files.table import MAX_ROWS, FileTable
from impact.words import LANGUAGES
from impact.words.error_text import describe_error
from tests import exports
from tests.exports import raw_row, raw_workbook, text, workbook

ROOT = Path(__file__).parents[3]
HEAD = ("wanneer", "voor_wie", "gewenste_impact", "wat_is_er_veranderd", "richting", "niveau", "bewijs")
ROW = ("2026-03-12", "Docenten", "", "Docenten bereiden lessen samen voor.", "positief", "2", "3")
MOST_MB = 500


def reason(content: bytes) -> str:
    with pytest.raises(BrokenFile) as told:
        read_table(content)
    for language in LANGUAGES:
        assert describe_error(language, told.value).endswith(".")
    return str(told.value.facts["reason"])


def packed(**parts: bytes) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as made:
        for name, told in parts.items():
            made.writestr(name, told)
    return stream.getvalue()


def good() -> bytes:
    return workbook(Blad1=[HEAD, ROW])


def first(table: FileTable) -> tuple[str, ...]:
    return table.rows[0][1]


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_damaged(cut: float) -> None:
    content = good()
    assert reason(content[: int(len(content) * cut)]) == "damaged_sheet"


def test_a_workbook_with_a_part_that_was_tampered_with_is_damaged() -> None:
    content = bytearray(good())
    at = content.index(b"xl/worksheets/sheet1.xml") + 30
    content[at : at + 200] = b"\xff" * 200
    assert reason(bytes(content)) == "damaged_sheet"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_sheet"),
        (packed(**{"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"}), "not_a_sheet"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<o/>"}), "not_a_sheet"),
        (packed(**{"lijst.csv": b"a;b"}), "not_a_sheet"),
        (packed(**{"xl/workbook.bin": b"\0\1"}), "not_a_sheet"),
        (packed(**{"xl/workbook.xml": b"<workbook"}), "damaged_sheet"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "binary"),
        (b"%PDF-1.7\n1 0 obj", "binary"),
        (b"\x1f\x8b\x08" + b"x" * 50, "binary"),
        (b"<html><body><table><tr><td>datum</td><td>ring</td></tr></table></body></html>", "binary"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<rijen><rij ring="Docenten"/></rijen>', "binary"),
        (b'[{"ring": "Docenten", "wat": "x"}]', "binary"),
        (bytes(range(256)) * 20, "binary"),
        (workbook(Leeg=[[]], Ook=[["", None]]), "empty"),
        (workbook(Alleen=[HEAD]), "no_rows"),
    ],
)
def test_what_is_no_list_gets_one_reason_whatever_its_name_says(content: bytes, why: str) -> None:
    assert reason(content) == why


def test_a_workbook_with_macros_is_read_and_its_macros_are_left_alone() -> None:
    stream = BytesIO(good())
    with ZipFile(stream, "a") as made:
        made.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open()")
    assert first(read_table(stream.getvalue())) == ROW


def test_a_formula_is_read_as_the_value_it_last_had_and_never_worked_out() -> None:
    cell = b'<row><c t="str"><f>HYPERLINK("http://example.org")</f><v>Docenten</v></c><c><f>1+1</f></c></row>'
    table = read_table(raw_workbook([raw_row("voor_wie", "niveau"), cell, raw_row("Scholen", "2")]))
    assert [cells for _, cells in table.rows] == [("Docenten",), ("Scholen", "2")]


def test_a_workbook_that_unpacks_into_far_too_much_is_not_unpacked() -> None:
    assert reason(raw_workbook([b" " * 1_000_000] * 261)) == "too_packed"
    assert reason(raw_workbook([], strings=b"<si><t>x</t></si>" * 3_000_000)) == "too_packed"
    assert reason(raw_workbook([], **{"xl/styles.xml": b"<styleSheet/>" + b" " * 21_000_000})) == "too_packed"
    assert reason(raw_workbook([], **{f"xl/media/{n}.png": b"" for n in range(2_001)})) == "too_packed"


def test_a_size_that_lies_in_the_list_of_parts_does_not_help() -> None:
    content = raw_workbook([raw_row(*HEAD), *[raw_row(*ROW)] * 1_000])
    with ZipFile(BytesIO(content)) as made:
        size = made.getinfo("xl/worksheets/sheet1.xml").file_size
    assert reason(content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))) == "damaged_sheet"


@pytest.mark.parametrize(
    "definition", [b'<!DOCTYPE x [<!ENTITY a "aaaa">]>', b"<!DOCTYPE x>", b" <!-- -->" * 9_000 + b"<!DOCTYPE x>"]
)
def test_xml_with_definitions_of_its_own_is_refused(definition: bytes) -> None:
    assert reason(raw_workbook([raw_row(*HEAD), raw_row(*ROW)], before=definition)) == "damaged_sheet"


def test_xml_in_an_encoding_that_hides_what_it_is_is_refused() -> None:
    assert (
        reason(raw_workbook([], **{"xl/styles.xml": "<!DOCTYPE x><styleSheet/>".encode("utf-16")})) == "damaged_sheet"
    )


def test_a_thousand_columns_are_too_many() -> None:
    names = [f"kolom {n}" for n in range(1_000)]
    assert reason(text([names, names])) == "too_many_columns"
    assert reason(workbook(Blad1=[names, names])) == "too_many_columns"


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    far = b'<row r="2"><c r="A2"><v>1</v></c><c r="XFDXFD2"><v>1</v></c></row>'
    assert len(read_table(raw_workbook([raw_row("voor_wie", "niveau", line=1), far])).rows) == 1


def test_a_row_far_down_costs_nothing_and_endless_empty_rows_are_not_read() -> None:
    for line in (1_000_000, 10**12):
        assert read_table(raw_workbook([raw_row(*HEAD, line=1), raw_row(*ROW, line=line)])).rows[0][0] == line
    assert reason(raw_workbook([raw_row(*HEAD), b"<row/>" * 1_200_000])) == "too_many_lines"


@pytest.mark.slow
def test_more_rows_than_fit_are_not_read_to_the_end() -> None:
    head = ";".join(HEAD).encode()
    assert reason(head + b"\n1;2" * 5_000_000) == "too_many_rows"
    assert reason(head + b"\n" * 5_000_000) == "too_many_lines"
    assert (
        reason(raw_workbook([raw_row("voor_wie"), *[b"<row><c><v>1</v></c></row>" * 100_000] * 15])) == "too_many_rows"
    )


def test_more_cells_than_fit_are_not_kept() -> None:
    line = b"\n" + b";".join([b"x"] * 150)
    assert reason(";".join(f"k{n}" for n in range(150)).encode() + line * 30_000) == "too_many_cells"


def test_a_row_without_an_end_is_said_so() -> None:
    assert reason(";".join(HEAD).encode() + b"\n" + b"x;" * 2_000_000) == "long_row"
    assert reason(";".join(HEAD).encode() + b'\n"' + b'a\n","' * 500_000) in ("long_row", "quotes")


def test_a_quotation_mark_that_is_never_closed_is_said_so() -> None:
    assert reason(";".join(HEAD).encode() + b'\n"2026-03-12;Docenten\n' + b"nog een regel\n" * 20_000) == "quotes"


# The most this process itself had in memory; what getrusage tells begins with that of the process that started it.
MEASURE = """
import re, sys
from pathlib import Path
from impact.errors import BrokenFile
from impact.importing.plan.file_reader import read_table
try:
    found = len(read_table(Path(sys.argv[1]).read_bytes()).rows)
except BrokenFile as error:
    found = error.facts["reason"]
# What getrusage tells begins at what the process that started this one held, so it grows with the tests before it.
print(found, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def distinct_cells() -> bytes:
    """As much as a text file may hold, no two cells the same."""
    lines = (";".join(f"{at * 20 + place:07x}" for place in range(20)) for at in range(MAX_ROWS))
    return ("\n".join([";".join(f"k{n}" for n in range(20)), *lines])).encode()


def full_sheet() -> bytes:
    """Very many rows, nineteen cells each."""
    some = raw_row(*(f"tekst {n}" for n in range(19))) * 1_000
    return raw_workbook([raw_row(*(f"k{n}" for n in range(19))), *[some] * 50])


def many_words() -> bytes:
    """Shared texts up to their limit, each of them another."""
    told = b"".join(b"<si><t>%x</t></si>" % n for n in range(1_200_000))
    return raw_workbook([raw_row(*HEAD), raw_row(*ROW)], strings=told)


GREEDY = {
    "text": distinct_cells,
    "sheet": full_sheet,
    "words": many_words,
    "one long row": lambda: ";".join(HEAD).encode() + b"\n" + b"a;" * 19_000_000,
    "many lines": lambda: ";".join(HEAD).encode() + b"\n1;2" * 9_000_000,
    "bomb": lambda: raw_workbook([b"<row><c><v>1</v></c></row>" * 40_000] * 230),
}

FOUND = {
    "text": "200000", "sheet": "50000", "words": "1", "one long row": "long_row", "many lines": "too_many_rows",
    "bomb": "too_many_cells",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", GREEDY)
def test_the_greediest_file_stays_within_its_memory(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "greedy"
    file.write_bytes(GREEDY[kind]())
    command = [sys.executable, "-c", MEASURE, str(file)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found, megabytes = told.stdout.split()
    assert found == FOUND[kind]
    assert int(megabytes) < MOST_MB


def test_signs_written_by_their_number_come_back_and_half_a_sign_does_not() -> None:
    table = read_table(raw_workbook([raw_row("voor_wie", "niveau"), raw_row("Do_x0041_c_xD800__x0000_enten", "2")]))
    assert first(table) == ("DoAcenten", "2")


def test_the_same_list_is_read_the_same_from_every_kind_of_file() -> None:
    wide = (*ROW[:3], "Reünie: 3,5 dag per week; “samen”.", *ROW[4:])
    told = [
        first(read_table(text([HEAD, wide], sign, code)))
        for sign in ";,\t|"
        for code in ("utf-8", "utf-8-sig", "cp1252", "utf-16")
    ]
    told.append(first(read_table(workbook(Blad1=[HEAD, wide]))))
    assert set(told) == {wide}


def test_the_rebuilt_exports_are_tables() -> None:
    for make in (
        exports.microsoft_forms_dutch,
        exports.microsoft_forms_english,
        exports.google_forms,
        exports.kobotoolbox,
    ):
        assert len(read_table(make()).rows) >= 2
