"""Every filter of the logbook, walked through the address, the stored filter of a feed, its words and the database."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import tables
from db.imports.batches import ImportedFile
from db.observation_filter import (
    FILTER_FIELDS,
    FilterField,
    ObservationFilter,
    filter_from_json,
    filter_to_json,
    matches_filter,
)
from db.people import Profile
from db.session import open_read_session
from impact.access import Role
from impact.model import Activity, Direction, Organisation, Ring, Rung, State, Theme, Who
from pages.logbook.query import list_filter_labels, read_query
from pages.ui.filter_words import describe_filters
from pages.ui.language import CHOSEN_LANGUAGE_STATE
from pages.ui.observation_words import CollaborationNames

SET: dict[str, Any] = {
    "text": "open dag",
    "ring_id": "r1",
    "theme_id": "t1",
    "directions": (Direction.MIXED, Direction.NEGATIVE),
    "states": (State.CONFIRMED,),
    "least_rung": Rung.DOCUMENT,
    "organisation_id": "o1",
    "activity_id": "a1",
    "since": date(2026, 1, 1),
    "until": date(2026, 6, 30),
    "mine": True,
    "writer_id": "p1",
    "batch_id": "b1",
    "without_ripple": True,
    "without_theme": True,
    "unsettled": True,
}
WORDS = {
    "text": ["“open dag”"],
    "ring_id": ["Docenten"],
    "theme_id": ["Docenten · Samen lesgeven"],
    "directions": ["gemengd", "negatief"],
    "states": ["bevestigd"],
    "organisation_id": ["De Brug"],
    "activity_id": ["Open dag"],
    "since": ["vanaf 1 jan 2026"],
    "until": ["tot en met 30 jun 2026"],
    "writer_id": ["door Mia"],
}


class Address(dict[str, list[str]]):
    """An address as Streamlit gives it: of a name that stands in it more than once, the last counts."""

    def get_all(self, name: str) -> list[str]:
        return super().get(name, [])

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        return super().get(name, [default])[-1]  # type: ignore[list-item]

    def __getitem__(self, name: str) -> str:  # type: ignore[override]
        return super().__getitem__(name)[-1]


@pytest.fixture(params=FILTER_FIELDS, ids=lambda field: field.name)
def field(request: pytest.FixtureRequest) -> FilterField:
    chosen: FilterField = request.param
    return chosen


@pytest.fixture(autouse=True)
def dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.session_state", {CHOSEN_LANGUAGE_STATE: "nl"})


def names() -> CollaborationNames:
    return CollaborationNames(
        [Ring("r1", "Docenten", (Theme("t1", "r1", "Samen lesgeven"),)), Ring("r2", "Scholen", ())],
        [Organisation("o1", "De Brug")],
        [Activity("a1", "Open dag")],
        [Profile("p1", "Mia", Role.MEMBER)],
        [ImportedFile("b1", "lijst.csv", datetime(2026, 2, 3, tzinfo=UTC))],
    )  # fmt: skip


def test_every_filter_has_one_row_and_one_name_in_the_address() -> None:
    wanted = [one.name for one in fields(ObservationFilter)]
    assert sorted(one.name for one in FILTER_FIELDS) == sorted(wanted) == sorted(SET)
    assert len({one.parameter for one in FILTER_FIELDS}) == len(wanted)


def test_it_is_written_to_the_address_and_read_from_it(field: FilterField, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.query_params", Address({field.parameter: field.write(SET[field.name])}))
    query = read_query(names())
    assert query.criteria == replace(ObservationFilter(), **{field.name: SET[field.name]})
    assert query.filter_count == (field.name != "text")


def test_what_the_address_says_and_nobody_knows_leaves_nothing_out(
    field: FilterField, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.query_params", Address({field.parameter: ["\u2603"]}))
    assert read_query(names()).criteria == ObservationFilter(text="\u2603" if field.name == "text" else "")


def test_it_is_stored_with_a_feed_and_read_back(field: FilterField) -> None:
    observation_filter = replace(ObservationFilter(), **{field.name: SET[field.name]})
    assert list(filter_to_json(observation_filter)) == [field.name]
    assert filter_from_json(filter_to_json(observation_filter)) == observation_filter


def test_it_has_words(field: FilterField) -> None:
    observation_filter = replace(ObservationFilter(), **{field.name: SET[field.name]})
    (described, values), = describe_filters(observation_filter, list_filter_labels(names(), None))  # fmt: skip
    assert described is field
    assert [text for text, _ in values] == field.write(SET[field.name])
    words = [word for _, word in values]
    assert words == WORDS.get(field.name, words)
    assert all(word and "logbook." not in word and "{" not in word for word in words)


def test_it_is_a_condition_of_its_own_in_the_database(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        everything = str(matches_filter(session, who, ObservationFilter()))
        for one in FILTER_FIELDS:
            condition = matches_filter(session, who, replace(ObservationFilter(), **{one.name: SET[one.name]}))
            assert str(condition).startswith(everything), one.name
            assert len(str(condition)) > len(everything), one.name
            assert session.scalars(select(tables.Observation.id).where(condition)).all() == []
