"""Files as form tools and people make them, rebuilt with their odd headers; everybody in them is made up."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

NOON = datetime.fromisoformat("2026-03-12T12:05:11")  # a workbook knows no time zones
Cells = Sequence[Sequence[Any]]
SENTENCES = (
    "Docenten bereiden lessen samen voor.",
    "Leerlingen vragen om een tweede dag in de werkplaats.",
    "Het gezamenlijke rooster liep vast.",
)


def workbook(**sheets: Cells) -> bytes:
    """A workbook with these sheets, in this order."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of this workbook."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(rows: Cells, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A text file with these rows."""
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode(encoding)


def microsoft_forms_dutch() -> bytes:
    """What Microsoft Forms gives in Dutch: its own columns first, questions as they were asked, choices with a ";"."""
    head = [
        "Id", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Wat heb je zien veranderen?\n", "Voor wie?",
        "Bij welke gewenste impact hoort dit?\xa0", "Welke kant gaat het op?", "Hoe ver is het?", "Hoe weet je dat?",
        "Bij welke school hoor je?",
    ]  # fmt: skip
    whom = ("Docenten;", "Studenten;", "Scholen;")
    which = ("Samen ontwikkelen;", "Motivatie;", "Anders;")
    way = ("Positief", "Zeer positief", "Negatief")
    far = ("2 - zichtbaar op meer plekken", "1 - eerste tekenen", "3 - gangbaar")
    known = ("Zelf gezien", "Van horen zeggen", "Meerdere bronnen")
    rows = [
        [
            at + 1, NOON + timedelta(days=at), NOON + timedelta(days=at, minutes=4), "anonymous", None,
            SENTENCES[at], whom[at], which[at], way[at], far[at], known[at], "Vakcollege",
        ]
        for at in range(3)
    ]  # fmt: skip
    return workbook(Sheet1=[head, *rows])


def microsoft_forms_english() -> bytes:
    """The same in English, saved as CSV on a computer with American dates."""
    head = [
        "ID", "Start time", "Completion time", "Email", "Name", "Last modified time", "What did you see change?",
        "For whom?", "Which way?", "How far is it?", "How do you know?",
    ]  # fmt: skip
    rows = [
        [
            "1", "3/12/26 14:05", "3/12/26 14:09", "anonymous", "", "", SENTENCES[0], "Docenten", "Positive", "2",
            "Seen myself",
        ],
        [
            "2", "3/25/26 9:01", "3/25/26 9:07", "anonymous", "", "", SENTENCES[2], "Scholen", "Negative",
            "Common practice", "4",
        ],
    ]  # fmt: skip
    return text([head, *rows], encoding="utf-8-sig")


def google_forms() -> bytes:
    """What Google Forms gives: a time stamp, perhaps an address, and the questions."""
    head = [
        "Tijdstempel", "E-mailadres", "Wat zag je veranderen?", "Voor wie?", "Is het positief of negatief?",
        "Hoe ver is het?", "Hoe weet je dat?", "Welke datum was het?",
    ]  # fmt: skip
    rows = [
        [
            "2026/03/12 2:05:11 PM CET", "iemand@example.org", SENTENCES[0], "Docenten", "positief", "2", "2",
            "03/04/2026",
        ],
        [
            "2026/03/13 9:00:02 AM CET", "iemand@example.org", SENTENCES[1], "Studenten", "heel positief", "1", "1",
            "05/04/2026",
        ],
    ]  # fmt: skip
    return text([head, *rows])


def kobotoolbox() -> bytes:
    """What KoboToolbox gives with the names of the questions: groups before a stroke, and what it keeps itself."""
    head = [
        "start", "end", "waarneming/wat_is_er_veranderd", "waarneming/voor_wie", "waarneming/richting",
        "waarneming/niveau", "waarneming/hoe_weet_je_dat", "_id", "_uuid", "_submission_time", "_validation_status",
        "_notes", "_status", "_submitted_by", "__version__", "_tags", "_index",
    ]  # fmt: skip
    rows = [
        [
            f"2026-03-1{at}T14:05:11.123+01:00", f"2026-03-1{at}T14:09:40.001+01:00", SENTENCES[at],
            ("docenten", "scholen")[at], ("positive", "no_change")[at], ("2", "")[at], "zelf_gezien", 5100 + at,
            f"0c5e7a30-1111-4c1b-9f5d-00000000000{at}", f"2026-03-1{at}T13:10:02", "", "", "submitted_via_web", "",
            "vKx1", "", at + 1,
        ]
        for at in range(2)
    ]  # fmt: skip
    return text([head, *rows], delimiter=";")


def by_hand() -> bytes:
    """What somebody keeps in Excel: a title over several columns, a blank row, months, and a remark at the bottom."""
    book = Workbook()
    notes = book.active
    notes.title = "Uitleg"
    notes.append(["Dit is de lijst van de werkgroep."])
    before = book.create_sheet("Lijst 2025")
    before.append(["Datum", "Doelgroep", "Wat we zagen"])
    sheet = book.create_sheet("Lijst 2026")
    sheet.append(["Waarnemingen schooljaar 2025-2026"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["Datum", None, "Doelgroep", "Wat we zagen", "Pos/neg", "Niveau (0-4)", "Bewijs", "Wie zag het"])
    sheet.append([NOON, 1, "Docenten", SENTENCES[0], "pos", 2, 2, "Jan"])
    sheet.append(["maart 2026", 2, "docenten ", SENTENCES[1], "+", 1.0, "1", "Piet"])
    sheet.append([])
    sheet.append([46093, 3, "Scholen", SENTENCES[2], "neg", 3, 4, ""])
    return saved(book)


def raw_workbook(rows: Iterable[bytes], strings: bytes = b"", before: bytes = b"", **parts: bytes) -> bytes:
    """A workbook of one sheet written part by part, so that it may hold what no program would write.

    `rows` are pieces of XML within the sheet, `strings` those within the shared strings; `before` precedes the sheet.
    """
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as packed:
        for name, told in {**PARTS, **parts}.items():
            packed.writestr(name, told)
        with packed.open("xl/sharedStrings.xml", "w") as part:
            part.write(b'<sst xmlns="%s">%s</sst>' % (SHEET_SPACE, strings))
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(before + b'<worksheet xmlns="%s"><sheetData>' % SHEET_SPACE)
            for some in rows:
                part.write(some)
            part.write(b"</sheetData></worksheet>")
    return stream.getvalue()


def raw_row(*cells: str, line: int | None = None) -> bytes:
    """One row of texts in the XML of a sheet."""
    place = f' r="{line}"' if line else ""
    told = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row{place}>{told}</row>".encode()


SHEET_SPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>'
    ).encode(),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        f'Target="xl/workbook.xml"/></Relationships>'
    ).encode(),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_OFFICE}/sharedStrings" '
        f'Target="sharedStrings.xml"/></Relationships>'
    ).encode(),
    "xl/workbook.xml": (
        f'<workbook xmlns="{SHEET_SPACE.decode()}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>'
    ).encode(),
}
