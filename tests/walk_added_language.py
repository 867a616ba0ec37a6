"""The walk through the product in a made-up language, in the copy that `test_added_language.py` makes.

Its texts are the Dutch ones with a Q before each of them, its numbers and days are those of German.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from sqlalchemy import Engine

from db.logbook import find_observations
from db.observation_filter import ObservationFilter
from db.session import open_read_session, open_write_session
from impact.charts import export
from impact.charts.still_disc import PictureCaption, draw_still_disc
from impact.example import build_example
from impact.exporting import feed_formats, log_sheet, observations_csv, observations_xlsx
from impact.importing.headers.columns import COLUMN_NAMES, find_own_field
from impact.importing.plan.file_reader import read_own_file
from impact.importing.values.dates import DayRules
from impact.model import TYPED_FIELDS, Observation, State, Who
from impact.months import list_months
from impact.picture.discs import build_picture
from impact.report import pdf, pptx, xlsx
from impact.words import LANGUAGES, get_text
from tests.build import TODAY, make_collaboration, make_observation
from tests.filled import IDS, make_filled
from tests.impact.report.reporting import example_material, example_pack
from tests.pages.doors import empty_database, open_page, texts

CODE = "de"
THEMES = {theme_id: ("Docenten", theme_id) for theme_id in IDS["theme_id"]}
NAMES = observations_csv.PlaceNames(
    THEMES, {key: key for key in IDS["organisation_id"]}, {key: key for key in IDS["activity_id"]}
)
OBSERVATION = Observation("o", make_filled(0), "r", State.CONFIRMED, "", datetime(2026, 1, 1, tzinfo=UTC), 1)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    opened = empty_database(tmp_path, monkeypatch)
    yield opened
    opened.dispose()


@pytest.fixture
def who(engine: Engine) -> Who:
    with open_write_session(engine) as session:
        return make_collaboration(session)


def test_the_menu_and_the_settings_offer_it_and_a_page_speaks_it(who: Who) -> None:
    app = open_page(who, "pages/settings/screen.py")
    assert "Tuutsj" in app.button_group(key="menu_language").options
    app.button_group(key="settings_language").set_value(CODE).run()
    assert app.title[0].value == "QInstellingen"
    assert get_text(CODE, "settings.me_text") in texts(app)


@pytest.mark.parametrize("page", ["home", "discs", "stories", "timeline", "logbook", "desired", "meeting", "data"])
def test_every_page_opens_in_it(who: Who, page: str) -> None:
    app = open_page(who, f"pages/{page}/screen.py", CODE)
    assert app.title[0].value.startswith("Q") or page == "home"


def test_an_export_is_read_back_as_it_was() -> None:
    content = observations_csv.write_csv([OBSERVATION], NAMES, CODE)
    assert content.decode("utf-8-sig").startswith("qwanneer;qvoor_wie;")
    (row,) = read_own_file(content, TODAY).rows
    assert row.observation.what == OBSERVATION.details.what
    listed = [field.name for field in TYPED_FIELDS if field.words]
    assert [name for name in listed if getattr(row.observation, name) != getattr(OBSERVATION.details, name)] == []


def test_a_workbook_has_its_name_and_headers() -> None:
    book = load_workbook(BytesIO(observations_xlsx.write_workbook([OBSERVATION], NAMES, CODE)))
    assert book.sheetnames == ["qWaarnemingen"]
    assert [cell.value for cell in book.worksheets[0][1]] == [names[CODE] for names in COLUMN_NAMES.values()]


def test_the_pack_is_written_in_it() -> None:
    pack = example_pack(CODE)
    properties = Presentation(BytesIO(pptx.write_pack_pptx(pack))).core_properties
    assert (properties.language, properties.title[0]) == ("de-DE", "Q")
    paper = PdfReader(BytesIO(pdf.write_pack_pdf(pack)))
    assert paper.trailer["/Root"]["/Lang"] == "de-DE"
    assert ["QWat", "nog", "niet", "bekend", "is"][0] in " ".join(page.extract_text() for page in paper.pages)
    book = load_workbook(BytesIO(xlsx.write_pack_xlsx(pack)))
    assert all(name.startswith("Q") for name in book.sheetnames)
    formats = {cell.number_format for sheet in book for row in sheet.iter_rows() for cell in row}
    assert any(code.startswith("[$-407]") for code in formats)


def test_a_still_disc_has_its_words_numbers_and_months() -> None:
    material = example_material(CODE)
    months = list_months(date(2025, 12, 1), date(2026, 3, 1))
    picture = build_picture(material.rings, material.tallies, months)
    figure = draw_still_disc(picture, len(months) - 1, {}, PictureCaption(CODE, "Leerroute"))
    assert "März 2026" in figure.alt
    assert figure.spec["config"]["locale"]["number"] | {"currency": []} == {
        "decimal": ",", "thousands": ".", "grouping": [3], "currency": [],
    }  # fmt: skip
    assert figure.spec["config"]["locale"]["time"]["months"][2] == "März"
    assert export.write_table_csv(figure.table, CODE).decode("utf-8-sig").splitlines()[0].startswith("Q")


def test_a_feed_has_its_headers_and_its_kinds_of_evidence() -> None:
    observations = [[OBSERVATION]]
    content = b"".join(feed_formats.write_feed_csv(observations, NAMES, CODE, ";"))
    assert content.decode("utf-8-sig").startswith("qwanneer;")
    parts = feed_formats.write_feed_json(observations, NAMES, "Leerroute", "BI", TODAY, CODE)
    assert json.loads(b"".join(parts))["observations"][0]["evidence"].startswith("q")


def test_a_log_sheet_is_known_when_it_comes_back() -> None:
    headers = [log_sheet.format_header(field, CODE) for field in log_sheet.SHEET_FIELDS]
    assert log_sheet.is_log_sheet(headers)
    assert [find_own_field(header) for header in headers] == list(log_sheet.SHEET_FIELDS)
    content = log_sheet.write_log_sheet("Leerroute", log_sheet.LogSheetChoices(example_material(CODE).rings), CODE)
    assert load_workbook(BytesIO(content)).sheetnames[0].startswith("Q")


def test_a_day_is_read_with_the_name_of_its_month() -> None:
    assert DayRules().read_day("12. März 2026")[0] == date(2026, 3, 12)


def test_a_word_is_found_by_its_stem(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, what="Die Lehrerinnen planten gemeinsam.")
    with open_read_session(engine) as session:
        assert find_observations(session, who, ObservationFilter(text="lehrerin"))[1] == 1


def test_the_example_tells_itself_in_it() -> None:
    assert CODE in LANGUAGES
    assert build_example(CODE, TODAY).name.startswith("q")
