"""Finding on the screen: words marked where they stand, filters in the address, each of them let go in one click."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from db import tables
from db.imports import batches
from db.imports.exchange import import_sheet
from db.session import open_read_session, open_write_session
from impact.importing.plan.file_reader import read_own_file
from impact.model import Direction, Evidence, EvidenceKind, Who
from tests.build import TODAY, token
from tests.db.linking import join
from tests.pages.doors import open_page, texts
from tests.pages.logbook import PAGE, buttons, click, colleague, log

CSV = (
    "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs\n"
    "2026-03-01;Docenten;;Uit een bestand.;positief;1;2\n"
)


def cards(engine: Engine, who: Who, **query: str) -> list[str]:
    app = open_page(who, PAGE, **query)
    return [one.value.strip("*") for one in app.markdown if one.value.startswith("**") and one.value.endswith("\\.**")]


def test_a_word_finds_its_other_forms_and_is_marked_where_it_stands(engine: Engine, who: Who) -> None:
    log(engine, who, "Docenten geven samen lessen.")
    log(engine, who, "Ouders komen kijken.")
    shown = texts(open_page(who, PAGE, q="les"))
    assert "**Docenten geven samen :orange-background[lessen]\\.**" in shown
    assert "Ouders" not in shown


def test_a_hit_elsewhere_is_shown_beneath_the_sentence(engine: Engine, who: Who) -> None:
    log(engine, who, "Kort.", evidence=(Evidence(EvidenceKind.QUOTE, "Het [bruist](x) hier."),))
    assert "Het \\[:orange-background[bruist]\\]\\(x\\) hier\\." in texts(open_page(who, PAGE, q="bruist"))


def test_without_a_ripple_and_without_a_desired_impact_are_links(engine: Engine, who: Who) -> None:
    cause, effect = log(engine, who, "Oorzaak."), log(engine, who, "Gevolg.")
    with open_write_session(engine) as session:
        join(session, who, effect, cause)
    log(engine, who, "Los.")
    log(engine, who, "Onverwacht.", theme=-1)
    assert cards(engine, who, without_ripple="1") == ["Onverwacht\\.", "Los\\."]
    assert cards(engine, who, without_theme="1") == ["Onverwacht\\."]


def test_a_writer_and_a_file_are_links(engine: Engine, who: Who) -> None:
    other = colleague(engine, who)
    log(engine, other, "Van een ander.")
    with open_write_session(engine) as session:
        import_sheet(session, who, read_own_file(CSV.encode(), TODAY), "lijst.csv", token=token())
    with open_read_session(engine) as session:
        batch = batches.list_imported_files(session, who)[0]
        assert session.get(tables.Batch, batch.id).file_name == batch.file_name == "lijst.csv"  # type: ignore[union-attr]
    assert cards(engine, who, writer=other.person_id) == ["Van een ander\\."]
    assert cards(engine, who, batch=batch.id) == ["Uit een bestand\\."]


def test_each_thing_that_is_filtered_on_is_let_go_by_itself(engine: Engine, who: Who) -> None:
    log(engine, who, "Docenten geven lessen.")
    app = open_page(who, PAGE, q="lessen", state="confirmed", mine="1")
    assert {"“lessen”", "bevestigd", "Alleen wat ik vastlegde"} <= set(buttons(app))
    click(app, "bevestigd")
    assert "state" not in app.query_params
    assert "Docenten geven" in texts(app)
    click(app, "“lessen”")
    assert sorted(app.query_params) == ["c", "mine"]


def test_looking_back_has_an_address_and_forgets_the_filters(engine: Engine, who: Who) -> None:
    log(engine, who, "Docenten geven lessen.")
    app = open_page(who, PAGE, q="lessen")
    app.button_group(key="view_logbook").set_value("review").run()
    assert not app.exception
    assert dict(app.query_params) == {"c": who.collaboration_id, "view": "review"}
    assert "Docenten geven" not in texts(app)


def test_the_file_holds_exactly_what_was_filtered(engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    log(engine, who, "Docenten delen lessen.")
    log(engine, who, "Docenten delen niets.", direction=Direction.NEGATIVE)
    log(engine, who, "Ouders komen kijken.")
    made: list[bytes] = []
    monkeypatch.setattr("streamlit.download_button", lambda _label, content, **_how: made.append(content()))
    open_page(who, PAGE, q="docenten", direction="positive")
    plain, book = made
    cells = [str(cell) for row in load_workbook(BytesIO(book)).active.values for cell in row]
    for told in (plain.decode("utf-8-sig"), " ".join(cells)):
        assert ("Docenten delen lessen." in told, "niets" in told, "Ouders" in told) == (True, False, False)
