"""Files as form tools and people make them, rebuilt with their odd headers; everybody in them is made up."""

import csv
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

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
            at + 1, datetime(2026, 3, 12 + at, 14, 5, 11), datetime(2026, 3, 12 + at, 14, 9, 40), "anonymous", None,
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
        ["1", "3/12/26 14:05", "3/12/26 14:09", "anonymous", "", "", SENTENCES[0], "Docenten", "Positive", "2", "Seen myself"],
        ["2", "3/25/26 9:01", "3/25/26 9:07", "anonymous", "", "", SENTENCES[2], "Scholen", "Negative", "Common practice", "4"],
    ]  # fmt: skip
    return text([head, *rows], encoding="utf-8-sig")


def google_forms() -> bytes:
    """What Google Forms gives: a time stamp, perhaps an address, and the questions."""
    head = [
        "Tijdstempel", "E-mailadres", "Wat zag je veranderen?", "Voor wie?", "Is het positief of negatief?",
        "Hoe ver is het?", "Hoe weet je dat?", "Welke datum was het?",
    ]  # fmt: skip
    rows = [
        ["2026/03/12 2:05:11 PM CET", "iemand@example.org", SENTENCES[0], "Docenten", "positief", "2", "2", "03/04/2026"],
        ["2026/03/13 9:00:02 AM CET", "iemand@example.org", SENTENCES[1], "Studenten", "heel positief", "1", "1", "05/04/2026"],
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
    sheet = book.create_sheet("Lijst 2026")
    sheet.append(["Waarnemingen schooljaar 2025-2026"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["Datum", None, "Doelgroep", "Wat we zagen", "Pos/neg", "Niveau (0-4)", "Bewijs", "Wie zag het"])
    sheet.append([datetime(2026, 3, 12), 1, "Docenten", SENTENCES[0], "pos", 2, 2, "Jan"])
    sheet.append(["maart 2026", 2, "docenten ", SENTENCES[1], "+", 1.0, "1", "Piet"])
    sheet.append([])
    sheet.append([46093, 3, "Scholen", SENTENCES[2], "neg", 3, 4, ""])
    return saved(book)


def without_change(content: bytes, **parts: bytes) -> bytes:
    """A packed file with these parts put in the place of its own, or beside them; the names have _ for / and .xml."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part.filename, old.read(part.filename))
        for name, told in parts.items():
            new.writestr(name, told)
    return stream.getvalue()
