"""The query of the logbook, read from the address and written to it, so that every search is a link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import streamlit as st

from db.logbook import LogbookOrder
from db.observation_filter import FILTER_FIELDS, MAX_SEARCH_LENGTH, FilterField, FilterKind, ObservationFilter
from impact.observation.observation_rules import clean_line
from pages.ui.address import OBSERVATION_PARAMETER
from pages.ui.day_field import read_past_day
from pages.ui.filter_words import list_term_labels
from pages.ui.language import format_day, t
from pages.ui.observation_words import CollaborationNames

SORT_PARAM, PAGE_PARAM = "sort", "p"
VIEWS = ("list", "review", "bin")
# An address may ask for any number; far below where the database cannot count the rows to skip any more.
MAX_PAGE = 100_000
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class LogbookQuery:
    """What the address asks for: the filter, the order, and the page (the first is 1)."""

    criteria: ObservationFilter
    sort: LogbookOrder
    page: int

    @property
    def is_narrowed(self) -> bool:
        """Whether some observations are left out."""
        return self.criteria != ObservationFilter()

    @property
    def filter_count(self) -> int:
        """How many filters are on, the search text not counted."""
        return sum(
            field.get_value(self.criteria) is not None for field in FILTER_FIELDS if field.kind is not FilterKind.WORDS
        )


def read_query(names: CollaborationNames) -> LogbookQuery:
    """Return the query in the address; unknown values are ignored, for anybody can type an address."""
    address = st.query_params
    labels = list_filter_labels(names, address.get("ring"))
    values = {field.name: _read_filter(field, labels.get(field.name)) for field in FILTER_FIELDS}
    criteria = ObservationFilter(**{name: value for name, value in values.items() if value is not None})
    sort = _read_or_none(lambda: LogbookOrder(address[SORT_PARAM])) or LogbookOrder.SEEN
    return LogbookQuery(criteria, sort, min(max(_read_or_none(lambda: int(address[PAGE_PARAM])) or 1, 1), MAX_PAGE))


def list_filter_labels(names: CollaborationNames, ring_id: str | None) -> dict[str, dict[str, str]]:
    """Return what each filter can be set to and its words; with a ring, only the themes of that ring."""
    rings = {ring.id: ring.name for ring in names.rings}
    themes = {
        theme_id: names.name_by_id[theme_id]
        for theme_id, theme in names.theme_by_id.items()
        if ring_id not in rings or theme.ring_id == ring_id
    }
    return list_term_labels() | {
        "ring_id": rings,
        "theme_id": themes,
        "organisation_id": {organisation.id: organisation.name for organisation in names.organisations},
        "activity_id": {activity.id: activity.name for activity in names.activities},
        "writer_id": {person.id: person.name for person in names.people},
        "batch_id": {batch.id: f"{batch.file_name} ({format_day(batch.imported_at)})" for batch in names.batches},
    }


def _read_filter(field: FilterField, labels: Mapping[str, str] | None) -> Any:
    """Return what the address sets this filter to, or None when it does not, or to nothing that is known."""
    texts = st.query_params.get_all(field.parameter)
    texts = list(dict.fromkeys(texts)) if field.kind is FilterKind.SEVERAL else texts[-1:]
    if labels is not None:
        texts = [text for text in texts if text in labels]
    if not texts:
        return None
    if field.kind is FilterKind.WORDS:
        return clean_line(texts[0])[:MAX_SEARCH_LENGTH]
    if field.kind is FilterKind.DAY:
        return _read_or_none(lambda: read_past_day(texts[0]))
    return _read_or_none(lambda: field.read(texts))


def _read_or_none(read: Callable[[], Kind]) -> Kind | None:
    try:
        return read()
    except (KeyError, ValueError, OverflowError):
        return None


def parse_id(text: str) -> str | None:
    """Return the id in this text, or None when it is no id."""
    return _read_or_none(lambda: str(UUID(text)))


def clear_query() -> None:
    """Drop the search text and all filters."""
    for name in (*(field.parameter for field in FILTER_FIELDS), PAGE_PARAM):
        st.query_params.pop(name, None)


def search_unsettled() -> None:
    """Find exactly what waits for a level."""
    clear_query()
    st.query_params["unsettled"] = "1"


def open_page(page: int) -> None:
    """Turn to this page of the list."""
    st.query_params[PAGE_PARAM] = str(page)


def show_open_button(observation_id: str, key: str) -> None:
    """Show the button to one observation; the query stays in the address for the way back."""
    st.button(
        t("logbook.open"),
        icon=":material/open_in_full:",
        type="tertiary",
        on_click=_open_observation,
        args=(observation_id,),
        key=key,
    )


def _open_observation(observation_id: str) -> None:
    st.query_params[OBSERVATION_PARAMETER] = observation_id


def close_observation() -> None:
    """Go back to the list."""
    st.query_params.pop(OBSERVATION_PARAMETER, None)


def drop_filter(name: str, value: str | None = None) -> None:
    """Drop one filter; of a filter with several values only `value`."""
    remaining = [other for other in st.query_params.get_all(name) if value is not None and other != value]
    st.query_params.pop(PAGE_PARAM, None)
    if remaining:
        st.query_params[name] = remaining
    else:
        st.query_params.pop(name, None)
