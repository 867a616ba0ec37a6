"""Observations as XLSX from the store: the rows that the CSV holds, filtered as asked, without drafts."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from db import logbook
from db.export import export_observations
from db.observation_filter import ObservationFilter
from impact.exporting.observations_xlsx import write_workbook
from impact.model import Direction, State, Who
from tests.build import make_collaboration, make_observation


@pytest.fixture
def who(session: Session) -> Who:
    who = make_collaboration(session)
    make_observation(session, who, what="=SOM(A1)", why="-twee")
    make_observation(session, who, what="Het liep vast.", direction=Direction.NEGATIVE, state=State.CONFIRMED)
    make_observation(session, who, what="Een concept.", state=State.DRAFT)
    return who


def sentences(content: bytes) -> list[object]:
    return [row[3] for row in load_workbook(BytesIO(content)).active.iter_rows(min_row=2, values_only=True)]


def test_the_sheet_holds_the_rows_of_the_csv_in_the_same_order(session: Session, who: Who) -> None:
    told = export_observations(session, who, "nl").decode("utf-8-sig")
    in_csv = [row[3] for row in csv.reader(StringIO(told), delimiter=";")][1:]
    assert in_csv == ["'=SOM(A1)", "Het liep vast."]
    assert sentences(export_observations(session, who, "nl", write=write_workbook)) == ["=SOM(A1)", "Het liep vast."]


def test_only_what_was_filtered_goes_along(session: Session, who: Who) -> None:
    wanted = tuple(logbook.list_observation_ids(session, who, ObservationFilter(directions=(Direction.NEGATIVE,))))
    assert sentences(export_observations(session, who, "nl", wanted, write_workbook)) == ["Het liep vast."]
    assert sentences(export_observations(session, who, "nl", (), write_workbook)) == []
