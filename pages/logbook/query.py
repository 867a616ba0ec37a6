"""The query of the logbook, read from the address and written to it, so that every search is a link."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from functools import partial
from typing import TypeVar
from uuid import UUID

import streamlit as st

from db.logbook import MAX_SEARCH_LENGTH, LogbookOrder, ObservationFilter
from impact.model import LISTED_STATES, Direction, Rung, State
from impact.observation.observation_rules import clean_line
from pages.ui.day_field import read_past_day
from pages.ui.language import t
from pages.ui.logbook_link import OBSERVATION_PARAMETER
from pages.ui.observation_words import CollaborationNames

FILTER_PARAMS = (
    "q", "ring", "theme", "direction", "state", "rung", "organisation", "activity", "since", "until", "writer", "batch",
    "mine", "without_ripple", "without_theme", "unsettled",
)  # fmt: skip
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
        empty = ObservationFilter(text=self.criteria.text)
        return sum(
            getattr(self.criteria, field.name) != getattr(empty, field.name)
            for field in dataclass_fields(ObservationFilter)
        )


def read_query(names: CollaborationNames) -> LogbookQuery:
    """Return the query in the address; unknown values are ignored, for anybody can type an address."""
    address = st.query_params
    organisation_ids = [organisation.id for organisation in names.organisations]
    ring_id = _accept_known(address.get("ring"), [ring.id for ring in names.rings])
    theme_ids = [theme.id for ring in names.rings if ring_id in (None, ring.id) for theme in ring.themes]
    criteria = ObservationFilter(
        text=clean_line(address.get("q", ""))[:MAX_SEARCH_LENGTH],
        ring_id=ring_id,
        theme_id=_accept_known(address.get("theme"), theme_ids),
        directions=tuple(_read_values(address.get_all("direction"), Direction)),
        states=tuple(state for state in _read_values(address.get_all("state"), State) if state in LISTED_STATES),
        least_rung=_read_or_none(lambda: Rung(int(address["rung"]))),
        organisation_id=_accept_known(address.get("organisation"), organisation_ids),
        activity_id=_accept_known(address.get("activity"), [activity.id for activity in names.activities]),
        since=_read_or_none(lambda: read_past_day(address["since"])),
        until=_read_or_none(lambda: read_past_day(address["until"])),
        mine=address.get("mine") == "1",
        writer_id=_accept_known(address.get("writer"), [person.id for person in names.people]),
        batch_id=_accept_known(address.get("batch"), [batch.id for batch in names.batches]),
        without_ripple=address.get("without_ripple") == "1",
        without_theme=address.get("without_theme") == "1",
        unsettled=address.get("unsettled") == "1",
    )
    sort = _read_or_none(lambda: LogbookOrder(address[SORT_PARAM])) or LogbookOrder.SEEN
    return LogbookQuery(criteria, sort, min(max(_read_or_none(lambda: int(address[PAGE_PARAM])) or 1, 1), MAX_PAGE))


def _accept_known(value: str | None, known: Sequence[str]) -> str | None:
    return value if value in known else None


def _read_values(texts: Iterable[str], kind: Callable[[str], Kind]) -> list[Kind]:
    values = (_read_or_none(partial(kind, text)) for text in dict.fromkeys(texts))
    return [value for value in values if value is not None]


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
    for name in (*FILTER_PARAMS, PAGE_PARAM):
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
