"""The meeting as somebody uses it: one click for the pack, what changed, what is not known, and every choice."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import milestones
from db.session import open_write_session
from impact.access import Role
from impact.errors import NotAllowed
from impact.model import Level, MilestoneKind, NewMilestone, Who
from impact.months import get_month, shift_month
from impact.report.pack import PackRequest
from impact.words import format_month
from pages.meeting.pack_choices import MeetingChoices
from pages.meeting.pack_download import PACK_FORMATS, _build_pack_file
from tests.build import make_observation, make_person, token
from tests.pages.doors import open_page, texts

PAGE = "pages/meeting/screen.py"
TODAY = datetime.now(UTC).date()
NOW = get_month(TODAY)
THEN = shift_month(NOW, -6)


@pytest.fixture
def seen(engine: Engine, who: Who) -> None:
    """Something that grew in the last half year, and something new."""
    with open_write_session(engine) as session:
        make_observation(session, who, level=Level.FIRST_SIGNS, seen_on=THEN)
        make_observation(session, who, level=Level.ANCHORED, seen_on=NOW)
        make_observation(session, who, ring="Scholen", what="De roosters *lopen* gelijk.", seen_on=NOW)


def labels(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


def celebrate(engine: Engine, who: Who, kind: MilestoneKind, on: date, title: str = "Titel") -> None:
    with open_write_session(engine) as session:
        milestones.add_milestone(session, who, NewMilestone(kind, title, on), TODAY, token=token())


def test_the_three_files_are_one_click_away_and_say_what_they_compare(who: Who, seen: None) -> None:
    app = open_page(who, PAGE)
    assert labels(app) == ["Dia's maken", "PDF maken", "Werkblad maken"]
    assert f"{format_month('nl', NOW)} naast {format_month('nl', THEN)}" in texts(app)


def test_what_changed_and_what_is_not_known_stand_on_the_screen(who: Who, seen: None) -> None:
    app = open_page(who, PAGE)
    told = texts(app)
    assert f"Wat is er veranderd sinds {format_month('nl', THEN)}" in told.replace("\\", "")
    assert "1 nieuw · 1 gegroeid" in told
    assert "zonder waarneming in deze periode" in told
    rows = app.table[0].value.to_numpy().tolist()
    assert [row[0] for row in rows] == ["nieuw", "gegroeid"]


def test_the_month_of_the_last_decision_is_compared_with_by_default(engine: Engine, who: Who, seen: None) -> None:
    decided = shift_month(NOW, -3)
    celebrate(engine, who, MilestoneKind.DECISION, decided + timedelta(days=4), "Samen verder")
    app = open_page(who, PAGE)
    assert app.selectbox(key="meeting_then").value == f"{decided:%Y-%m}"
    assert "besluit: Samen verder" in app.selectbox(key="meeting_then").proto.options[2]
    app.selectbox(key="meeting_then").set_value(f"{THEN:%Y-%m}").run()
    assert f"sinds {format_month('nl', THEN)}" in texts(app).replace("\\", "")
    assert app.query_params["then"] == f"{THEN:%Y-%m}"


def test_the_address_opens_a_month_and_nonsense_falls_back(who: Who, seen: None) -> None:
    asked = f"{shift_month(NOW, -2):%Y-%m}"
    assert open_page(who, PAGE, then=asked).selectbox(key="meeting_then").value == asked
    assert open_page(who, PAGE, then="2026-99").selectbox(key="meeting_then").value == f"{THEN:%Y-%m}"


def test_without_anything_the_screen_asks_a_question(who: Who) -> None:
    app = open_page(who, PAGE)
    assert "In deze periode zag niemand iets" in app.info[0].value
    assert len(labels(app)) == 3


def test_a_viewer_may_take_the_pack_along_in_english(engine: Engine, who: Who, seen: None) -> None:
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    app = open_page(viewer, PAGE, "en")
    assert labels(app) == ["Make the slides", "Make the PDF", "Make the spreadsheet"]
    assert "What has changed since" in texts(app)


def test_every_file_is_what_it_says_and_in_the_language_that_was_chosen(engine: Engine, who: Who, seen: None) -> None:
    wanted = MeetingChoices(PackRequest(THEN, NOW, 12), None, (), "en")
    made = {kind: _build_pack_file(engine, who, wanted, write, TODAY) for kind, _, write in PACK_FORMATS}
    assert Presentation(BytesIO(made["pptx"])).core_properties.language == "en-GB"
    assert PdfReader(BytesIO(made["pdf"])).trailer["/Root"]["/Lang"] == "en-GB"
    assert "All sectors" in load_workbook(BytesIO(made["xlsx"])).sheetnames


def test_who_was_let_out_meanwhile_gets_no_file(engine: Engine, who: Who, seen: None) -> None:
    with open_write_session(engine) as session:
        stranger = make_person(session)
    outside = Who(stranger.person_id, who.collaboration_id)
    with pytest.raises(NotAllowed):
        _build_pack_file(
            engine, outside, MeetingChoices(PackRequest(THEN, NOW, 12), None, (), "nl"), PACK_FORMATS[1][2], TODAY
        )
