"""Bringing in step by step: columns, words, days, doubles, the report and the next file of the same shape."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from db import collaborations, tables
from db.session import open_read_session
from impact.exporting import log_sheet
from impact.exporting.refused_rows import explain_refusals, write_refused_csv
from impact.importing.plan import row_checks
from impact.model import Direction, Level, Rung, Who
from impact.words import get_text
from pages.data import import_progress
from pages.data.import_report import REPORT_KEY
from tests import exports
from tests.build import rings_of
from tests.pages.bringing import (
    FILE,
    answer,
    chosen,
    downloads,
    frames,
    give,
    here,
    number,
    of_its_own,
    opened,
    questions,
    take_in,
    texts,
)
from tests.pages.doors import press

HEAD = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs"


def rows(*told: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *told)).encode()


def kept(engine: Engine) -> list[tables.Observation]:
    with open_read_session(engine) as session:
        return list(session.scalars(select(tables.Observation).order_by(tables.Observation.seen_on)))


def places(engine: Engine) -> list[tuple[str, str]]:
    seen, theme, ring = tables.Observation, tables.Theme, tables.Ring
    query = select(ring.name, theme.label).join(theme, theme.ring_id == ring.id).join(seen, seen.theme_id == theme.id)
    with open_read_session(engine) as session:
        return [tuple(one) for one in session.execute(query.order_by(seen.seen_on, seen.what))]  # type: ignore[misc]


def forms(who: Who) -> AppTest:
    return here(chosen(who, exports.microsoft_forms_dutch(), "Antwoorden.xlsx"))


def test_a_microsoft_form_is_imported_after_its_columns_and_one_word(engine: Engine, who: Who) -> None:
    screen = forms(who)
    assert "Welke kolom is wat?" in texts(screen)
    assert "Blijft weg, want dit gaat over personen: E\\-mail · Naam." in texts(screen)
    assert screen.selectbox(key="data_column_what").value == "Wat heb je zien veranderen?"
    press(screen, "data_next")
    assert screen.selectbox(key="data_value_ring_studenten").value == "Leerlingen en studenten"
    assert "Leerlingen en studenten (voorstel)" in screen.selectbox(key="data_value_ring_studenten").options
    assert questions(screen) == []
    assert number(engine) == 0
    take_in(press(screen, "data_next"))
    assert places(engine) == [
        ("Docenten", "Samen ontwikkelen"), ("Leerlingen en studenten", "Motivatie"), ("Scholen", ""),
    ]  # fmt: skip
    assert [(one.direction, one.level, one.rung) for one in kept(engine)] == [
        (Direction.POSITIVE, Level.SEVERAL_PLACES, Rung.SEEN_MYSELF),
        (Direction.POSITIVE, Level.FIRST_SIGNS, Rung.HEARD),
        (Direction.NEGATIVE, Level.COMMON_PRACTICE, Rung.SEVERAL_SOURCES),
    ]


def test_the_next_file_of_the_same_shape_asks_nothing(engine: Engine, who: Who) -> None:
    screen = press(forms(who), "data_next")
    answer(screen, "Studenten", "Leerlingen en studenten")
    answer(screen, "Anders", "")
    press(take_in(press(screen, "data_next")), "data_report_done")
    again = give(screen, exports.microsoft_forms_dutch(), "Antwoorden (2).xlsx")
    assert again.radio(key="data_into").value == "this"
    assert "3 rijen lijken er al te staan" in texts(again)
    again.checkbox(key="data_doubles").uncheck().run()
    take_in(again)
    assert number(engine) == 6


def test_doubles_are_skipped_unless_asked_otherwise(engine: Engine, who: Who) -> None:
    first = "2026-03-12;Docenten;Samen ontwikkelen;Docenten maken samen lessen.;positief;2;3"
    press(take_in(here(chosen(who, rows(first)))), "data_report_done")
    other = "2026-03-13;Docenten;Samen ontwikkelen;Twee docenten ruilen van school.;positief;2;3"
    screen = chosen(who, rows(first.replace("maken", "Maken"), other, other))
    assert "2 rijen lijken er al te staan" in texts(screen)
    take_in(screen)
    assert "2 rijen stonden er al en zijn overgeslagen." in texts(screen)
    assert number(engine) == 2


def test_a_file_with_nothing_but_doubles_is_not_taken_in(engine: Engine, who: Who) -> None:
    first = "2026-03-12;Docenten;Samen ontwikkelen;Docenten maken samen lessen.;positief;2;3"
    press(take_in(here(chosen(who, rows(first)))), "data_report_done")
    screen = take_in(chosen(who, rows(first)))
    assert "alle rijen staan er al" in screen.error[0].value
    assert number(engine, tables.Batch) == 1


def test_a_new_ring_waits_for_an_answer_and_rows_may_be_left_out(engine: Engine, who: Who) -> None:
    told = [
        f"2026-03-1{at};{ring};;Er is iets veranderd {at}.;positief;2;3" for at, ring in enumerate(("Buurt", "Ouders"))
    ]
    screen = here(chosen(who, rows(*told)))
    assert questions(screen) == ["Buurt (1 rij)", "Ouders (1 rij)"]
    answer(screen, "Buurt", "Buurt")
    answer(screen, "Ouders", "\n")
    press(screen, "data_next")
    assert "**Buurt** (nieuwe ring)" in texts(screen)
    assert "1 rij laat je weg." in texts(screen)
    take_in(screen)
    assert places(engine) == [("Buurt", "")]


def test_the_order_of_day_and_month_is_asked_once_when_unclear(engine: Engine, who: Who) -> None:
    told = [f"0{month}/04/2026;Docenten;;Er is iets veranderd {month}.;positief;2;3" for month in (3, 5)]
    screen = here(chosen(who, rows(*told)))
    assert "In dit bestand staat 03/04/2026. Welke dag is dat?" in screen.radio(key="data_answer_order:/").label
    press(screen, "data_next")
    assert "Nog 1 vraag wacht op je keuze." in texts(screen)
    screen.radio(key="data_answer_order:/").set_value("month_first").run()
    take_in(press(screen, "data_next"))
    assert [one.seen_on.isoformat() for one in kept(engine)] == ["2026-03-04", "2026-05-04"]


def test_periods_far_days_and_unfinished_answers_are_asked_once(engine: Engine, who: Who) -> None:
    told = [
        f"{day};Docenten;;Er is iets veranderd {day}.;positief;2;3;{finished}"
        for day, finished in (("Q3 2025", "true"), ("12-3-2026", "true"), ("1-1-1980", "true"), ("13-3-2026", "false"))
    ]
    screen = here(chosen(who, rows(*told, head=f"{HEAD};finished")))
    labels = [screen.radio(key=f"data_answer_{key}").label for key in ("period", "far", "unfinished")]
    assert [label.split(" ", 1)[0] for label in labels] == ["1", "1", "1"]
    assert screen.radio(key="data_answer_period").options[:2] == [
        "Het einde ervan: sep 2025 (voorstel)", "Het begin ervan: jul 2025",
    ]  # fmt: skip
    assert screen.radio(key="data_answer_period").value == "last"
    screen.radio(key="data_answer_far").set_value("out").run()
    press(screen, "data_next")
    assert "2 rijen laat je weg." in texts(screen)
    take_in(screen)
    assert [one.seen_on.isoformat() for one in kept(engine)] == ["2025-09-01", "2026-03-12"]


def test_the_order_that_one_file_tells_is_shown_and_not_kept_for_the_next(engine: Engine, who: Who) -> None:
    told = [f"{day}/2026;Docenten;;Er is iets veranderd {day}.;positief;2;3" for day in ("3/4", "3/17")]
    screen = here(chosen(who, rows(*told)))
    assert "Dagen als 3/4/2026 lezen we als 4 mrt 2026." in texts(screen)
    press(take_in(screen), "data_report_done")
    give(screen, rows("4-3-2026;Docenten;;Er is nog iets veranderd.;positief;2;3"))
    assert "Dagen als 4\\-3\\-2026 lezen we als 4 mrt 2026." in texts(screen)
    take_in(screen)
    assert [one.seen_on.isoformat() for one in kept(engine)] == ["2026-03-04", "2026-03-04", "2026-03-17"]


def test_a_column_that_is_not_there_may_be_the_same_for_all_rows(engine: Engine, who: Who) -> None:
    head = "Datum;Doelgroep;Wat zag je veranderen?;Bewijs"
    screen = here(chosen(who, rows("2026-03-12;Docenten;Docenten maken samen lessen.;3", head=head)))
    press(screen, "data_next")
    assert "Hier ontbreekt nog iets: Richting · Niveau." in texts(screen)
    for name, value in (("direction", "positive"), ("level", "2")):
        screen.selectbox(key=f"data_column_{name}").set_value("\r").run()
        screen.selectbox(key=f"data_fixed_{name}").set_value(value).run()
    take_in(press(screen, "data_next"))
    (one,) = kept(engine)
    assert (one.direction, one.level, one.rung) == (Direction.POSITIVE, 2, 3)
    assert places(engine) == [("Docenten", "")]


def test_a_column_chosen_twice_is_said_so(engine: Engine, who: Who) -> None:
    screen = forms(who)
    screen.selectbox(key="data_column_why").set_value("Wat heb je zien veranderen?").run()
    press(screen, "data_next")
    assert "is twee keer gekozen" in texts(screen)


def test_the_right_sheet_is_found_and_another_can_be_chosen(engine: Engine, who: Who) -> None:
    screen = here(chosen(who, exports.by_hand(), "lijst.xlsx"))
    assert screen.selectbox(key="data_sheet").value == "Lijst 2026"
    assert screen.selectbox(key="data_column_what").value == "Wat we zagen"
    assert screen.selectbox(key="data_sheet").options == ["Lijst 2025", "Lijst 2026"]
    screen.selectbox(key="data_sheet").set_value("Lijst 2025").run()
    assert "alleen kolomnamen, geen rijen" in texts(screen)


def test_a_log_sheet_comes_in_without_a_question(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        made = log_sheet.write_log_sheet(
            "Leerroute", log_sheet.LogSheetChoices(rings_of(session, who), ["Vakcollege"]), "nl"
        )
    book = load_workbook(BytesIO(made))
    told = (exports.NOON, "Docenten", "Samen ontwikkelen", "Docenten maken samen lessen.", "positief", "zichtbaar", 2)
    for column, value in enumerate(told, 1):
        book.worksheets[0].cell(log_sheet.FIRST_LOG_ROW + 1, column, value)
    screen = chosen(who, exports.saved(book), "onderweg.xlsx")
    assert screen.radio(key="data_into").value == "this"
    take_in(screen)
    assert places(engine) == [("Docenten", "Samen ontwikkelen")]


def test_every_row_has_its_verdict(engine: Engine, who: Who) -> None:
    told = (
        "2026-03-12;Docenten;Samen ontwikkelen;Docenten maken samen lessen.;positief;2;3",
        "2026-03-12;Docenten;Iets heel anders;Docenten ruilen van school.;positief;2;3",
        "2026-03-12;Docenten;Samen ontwikkelen;Docenten zagen niets.;geen verandering;2;3",
        "2026-03-12;Docenten;Samen ontwikkelen;Docenten maken samen lessen.;positief;2;3",
        "ooit;Docenten;Samen ontwikkelen;Docenten maken samen lessen.;positief;2;3",
    )
    screen = here(chosen(who, rows(*told)))
    verdicts = next(one for one in frames(screen) if "Wat ermee gebeurt" in one.columns)
    assert verdicts["Wat ermee gebeurt"].tolist() == [
        "Komt erin", "Komt erin, met nieuwe gewenste impact", "Komt erin, anders gelezen", "Staat er al",
        "Kan niet mee",
    ]  # fmt: skip
    assert verdicts["Waarom"].tolist()[-1] == "Dit is geen datum die we herkennen."


def test_refused_rows_are_mended_and_come_in_without_a_question(engine: Engine, who: Who) -> None:
    good = "2026-03-12;Docenten;;Docenten maken samen lessen.;zeer positief;2;3"
    screen = take_in(here(chosen(who, rows(good, "ooit;Docenten;;=Docenten ruilen van school.;zeer positief;2;3"))))
    assert downloads(screen)[:2] == ["Niet binnengehaalde rijen (CSV)", "Niet binnengehaalde rijen (Excel)"]
    report = screen.session_state[REPORT_KEY]
    refused = write_refused_csv(report.refused, explain_refusals(report.remarks, "nl"), "waarom niet").decode(
        "utf-8-sig"
    )
    (head, row) = csv.reader(StringIO(refused), delimiter=";")
    assert (head[-1], row[-1], row[3]) == (
        "waarom niet",
        f"wanneer: {get_text('nl', 'data.reason.not_a_date')}",
        "'=Docenten ruilen van school.",
    )
    press(screen, "data_report_done")
    give(screen, refused.replace("ooit", "2026-03-13").encode(), "verbeterd.csv")
    assert screen.radio(key="data_into").value == "this"
    take_in(screen)
    assert [one.what for one in kept(engine)] == ["Docenten maken samen lessen.", "=Docenten ruilen van school."]


def test_a_stopped_import_keeps_its_pieces_and_goes_on_or_is_undone(
    engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_progress, "split_into_pieces", lambda told: row_checks.split_into_pieces(told, 40))
    screen = _stopped_after(1, of_its_own(chosen(who)), monkeypatch)
    assert number(engine) == 40
    assert "Er zijn 40 van de 105 waarnemingen binnen." in texts(screen)
    press(screen, "data_go_on")
    assert number(engine) == 105
    assert "105 waarnemingen zijn binnen." in texts(screen)


@pytest.mark.parametrize(("button", "left"), [("data_leave_it", 40), ("data_undo_part", 0)])
def test_of_a_stopped_import_what_is_in_stays_or_goes(
    engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch, button: str, left: int
) -> None:
    monkeypatch.setattr(import_progress, "split_into_pieces", lambda told: row_checks.split_into_pieces(told, 40))
    press(_stopped_after(1, of_its_own(chosen(who)), monkeypatch), button)
    assert number(engine) == left
    with open_read_session(engine) as session:
        names = {one.name for one in collaborations.list_collaborations(session, who.person_id)}
    assert ("lijst" in names) is bool(left)


@pytest.mark.parametrize("stopped", [False, True])
def test_all_or_nothing_is_all_and_when_it_is_stopped_nothing(
    engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    monkeypatch.setattr(import_progress, "split_into_pieces", lambda told: row_checks.split_into_pieces(told, 40))
    screen = of_its_own(chosen(who))
    screen.checkbox(key="data_whole").check()
    screen = _stopped_after(1, screen, monkeypatch) if stopped else take_in(screen)
    assert number(engine) == (0 if stopped else 105)
    assert number(engine, tables.Collaboration) == (1 if stopped else 2)
    if stopped:
        press(screen, "data_give_up")
        assert screen.button(key="data_take_in")


def _stopped_after(pieces: int, screen: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """As when somebody presses stop after so many pieces: the run ends there, and the next one knows."""
    real = import_progress.save_piece
    done = []

    def take_piece(*told: object, **named: object) -> None:
        if len(done) == pieces:
            screen.session_state[import_progress.RUNNING_IMPORT_KEY].stopped = True
            monkeypatch.setattr(import_progress, "save_piece", real)
            raise RuntimeError("stop")
        done.append(real(*told, **named))  # type: ignore[arg-type]

    monkeypatch.setattr(import_progress, "save_piece", take_piece)
    return take_in(screen)


def test_what_is_being_brought_in_is_not_seen_in_another_collaboration(engine: Engine, who: Who) -> None:
    screen = take_in(of_its_own(chosen(who)))
    assert "Binnengehaald uit" in texts(screen)
    assert "Binnengehaald uit" not in texts(opened(who))


def test_a_header_of_another_kind_needs_its_columns_first(engine: Engine, who: Who) -> None:
    screen = here(chosen(who, FILE.read_bytes().replace(b"richting", b"kolom vijf", 1)))
    assert "Welke kolom is wat?" in texts(screen)
    screen.selectbox(key="data_column_direction").set_value("kolom vijf").run()
    press(screen, "data_next")
    assert "105 waarnemingen zijn goed te lezen." in texts(screen)
