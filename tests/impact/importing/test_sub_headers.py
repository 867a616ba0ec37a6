"""Lines below the headers, and answers that have a column each, as survey tools write them."""

import pytest

from impact.importing.files.file_format import read_table
from impact.importing.files.option_columns import JoinedColumn
from impact.importing.headers.known_headers import normalise_header, recognise_field
from impact.importing.plan.parsed_sheet import list_table_remarks
from tests.exports import text

QUALTRICS = [
    ["EndDate", "Q1", "Q2_1", "Q2_2"],
    [
        "End Date",
        "Wat merkte je?",
        "Wie merkt het? - Selected Choice - Docenten",
        "Wie merkt het? - Selected Choice - Ouders",
    ],
    [
        '{"ImportId":"endDate","timeZone":"America/Denver"}',
        '{"ImportId":"QID1"}',
        '{"ImportId":"QID2"}',
        '{"ImportId":"QID2"}',
    ],
    ["2026-03-12 04:45:11", "Iets.", "Docenten", ""],
]


def test_of_qualtrics_the_questions_are_the_names_also_when_none_is_known() -> None:
    table = read_table(text(QUALTRICS))
    assert table.headers == ("End Date", "Wat merkte je?", "Wie merkt het?")
    assert [cells for _, cells in table.rows] == [("2026-03-12 04:45:11", "Iets.", "Docenten")]
    assert table.zones == {"End Date": "America/Denver"}
    assert [(one.line, one.reason) for one in list_table_remarks(table)] == [
        (1, "sub_header"), (3, "sub_header"), (2, "joined_columns"),
    ]  # fmt: skip


def test_of_surveymonkey_an_option_below_a_question_is_one_of_its_answers() -> None:
    table = read_table(
        text([
            ["Respondent ID", "What did you see change?", "For whom is this?", "", "", "How far is it?"],
            ["", "Open-Ended Response", "Teachers", "Students", "Other (please specify)", "Response"],
            ["1", "Something.", "Teachers", "Students", "", "First signs"],
            ["2", "Something else.", "", "Students", "Parents", "First signs"],
        ])
    )  # fmt: skip
    assert table.headers == ("Respondent ID", "What did you see change?", "For whom is this?", "How far is it?")
    assert [cells[2] for _, cells in table.rows] == ["Teachers;Students", "Students;Parents"]


def test_a_first_row_that_resembles_a_sub_header_stays_a_row() -> None:
    rows = [["Datum", "Wat zag je veranderen?"], ["", "Docenten plannen samen."], ["12-3-2026", "Response"]]
    table = read_table(text(rows))
    assert (len(table.rows), table.skipped) == (2, ())


@pytest.mark.parametrize(
    ("headers", "cells", "joined"),
    [
        (
            ["Q02[SQ001]. Voor wie? [Leerlingen]", "Q02[SQ002]. Voor wie? [Docenten]"],
            ["Ja", "Ja"],
            "Leerlingen;Docenten",
        ),
        (["Voor wie/Leerlingen", "Voor wie/Docenten"], ["0", "1"], "Docenten"),
        (["Q2[1]. Wie? [Ouders]", "Q2[other]. Wie? [Anders]"], ["Ja", "De wijk"], "Ouders;De wijk"),
        (["Voor wie? [Leerlingen]", "Voor wie? [Docenten]"], ["TRUE", "FALSE"], "Leerlingen"),
        (["Who? - Selected Choice - Pupils", "Who? - Selected Choice - Staff"], ["Pupils", ""], "Pupils"),
    ],
)
def test_answers_with_a_column_each_become_one_column(headers: list[str], cells: list[str], joined: str) -> None:
    table = read_table(text([["nr", *headers, "Wat zag je?"], ["1", *cells, "Iets."]]))
    assert [row for _, row in table.rows] == [("1", joined, "Iets.")]
    assert len(table.joined) == 1
    assert table.headers[1] == table.joined[0].header


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["Hoe ver is het? [Bij ons]"], ["1"]),
        (["Hoe ver is het? [Bij ons]", "Hoe ver is het? [Bij hen]"], ["2", "3"]),
        (["Voor wie? [Leerlingen]", "Voor wie? [Docenten]"], ["Nee", ""]),
        (["2023/2024", "2023/2025"], ["1", "0"]),
        (["Leerlingen [2024]", "Leerlingen [2025]"], ["1", "0"]),
        (["Punten - Vraag 1", "Punten - Vraag 2"], ["", ""]),
        (["Voor wie?", "Voor wie?/Leerlingen", "Voor wie?/Docenten"], ["Leerlingen", "1", "0"]),
    ],
)
def test_columns_that_are_no_yes_or_no_stay_as_they_are(headers: list[str], cells: list[str]) -> None:
    table = read_table(text([["nr", *headers, "Wat zag je?"], ["1", *cells, "Iets."]]))
    assert (table.headers, table.joined) == (("nr", *headers, "Wat zag je?"), ())


def test_a_joined_column_names_the_answers_it_was_made_of() -> None:
    table = read_table(text([["nr", "Wie? [Ouders]", "Wie? [Buurt]"], ["1", "ja", "nee"]]))
    assert table.joined == (JoinedColumn("Wie?", ("Ouders", "Buurt")),)


@pytest.mark.parametrize(
    ("header", "words", "field"),
    [
        ("Q01. Wat zag je veranderen?", "wat zag je veranderen", "what"),
        ("Q02[SQ001]. Voor wie?", "voor wie", "ring"),
        ("submitdate. Datum verzonden", "submitdate", None),
        ("datestamp. Date last action", "datestamp", None),
        ("id. Antwoord ID", "id", None),
        ("Groep A/Voor wie?", "groep a voor wie", "ring"),
        ("Nr. leerlingen", "nr leerlingen", None),
    ],
)
def test_codes_and_groups_before_a_question_do_not_hide_it(header: str, words: str, field: str | None) -> None:
    assert (normalise_header(header), recognise_field(header)) == (words, field)
