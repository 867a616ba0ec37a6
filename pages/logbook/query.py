"""What to find in the logbook. The address holds it, so that every search is a link; what is unknown is left out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import TypeVar
from uuid import UUID

import streamlit as st

from db.logbook import MAX_SEARCH_LENGTH, LogbookOrder, ObservationFilter
from impact.model import LISTED_STATES, Direction, Rung, State
from impact.observation.observation_rules import EARLIEST_DAY, clean_line
from pages.ui.language import t, today
from pages.ui.logbook_link import OBSERVATION_PARAMETER
from pages.ui.observation_words import CollaborationNames

FILTER_PARAMS = (
    "q", "ring", "theme", "direction", "state", "rung", "organisation", "activity", "since", "until", "writer", "batch",
    "mine", "without_ripple", "without_theme", "unsettled",
)  # fmt: skip
SORT_PARAM, PAGE_PARAM = "sort", "p"
VIEWS = ("list", "review", "bin")
MAX_PAGE = 100_000
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class LogbookQuery:
    """What the address asks for: what to find, in which order, and which page of it (the first is 1)."""

    criteria: ObservationFilter
    sort: LogbookOrder
    page: int

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.criteria != ObservationFilter()

    @property
    def filter_count(self) -> int:
        """How many of the filters leave something out, the words not counted."""
        empty = ObservationFilter(text=self.criteria.text)
        return sum(
            getattr(self.criteria, field.name) != getattr(empty, field.name)
            for field in dataclass_fields(ObservationFilter)
        )


def read_query(names: CollaborationNames) -> LogbookQuery:
    """What the address asks for; values nobody knows are left out of account."""
    address = st.query_params
    ring = _accept_known(address.get("ring"), [ring.id for ring in names.rings])
    themes = [theme.id for option in names.rings if ring in (None, option.id) for theme in option.themes]
    criteria = ObservationFilter(
        text=clean_line(address.get("q", ""))[:MAX_SEARCH_LENGTH],
        ring_id=ring,
        theme_id=_accept_known(address.get("theme"), themes),
        directions=tuple(_read_values(address.get_all("direction"), Direction)),
        states=tuple(option for option in _read_values(address.get_all("state"), State) if option in LISTED_STATES),
        least_rung=_read_or_none(lambda: Rung(int(address["rung"]))),
        organisation_id=_accept_known(address.get("organisation"), [option.id for option in names.organisations]),
        activity_id=_accept_known(address.get("activity"), [option.id for option in names.activities]),
        since=_read_or_none(lambda: _read_filter_day(address["since"])),
        until=_read_or_none(lambda: _read_filter_day(address["until"])),
        mine=address.get("mine") == "1",
        writer_id=_accept_known(address.get("writer"), [option.id for option in names.people]),
        batch_id=_accept_known(address.get("batch"), [option.id for option in names.batches]),
        without_ripple=address.get("without_ripple") == "1",
        without_theme=address.get("without_theme") == "1",
        unsettled=address.get("unsettled") == "1",
    )
    sort = _read_or_none(lambda: LogbookOrder(address[SORT_PARAM])) or LogbookOrder.SEEN
    return LogbookQuery(criteria, sort, min(max(_read_or_none(lambda: int(address[PAGE_PARAM])) or 1, 1), MAX_PAGE))


def _accept_known(value: str | None, known: Sequence[str]) -> str | None:
    return value if value in known else None


def _read_values(texts: Iterable[str], kind: Callable[[str], Kind]) -> list[Kind]:
    values = (_read_or_none(lambda text=text: kind(text)) for text in dict.fromkeys(texts))
    return [value for value in values if value is not None]


def _read_or_none(read: Callable[[], Kind]) -> Kind | None:
    try:
        return read()
    except (KeyError, ValueError, OverflowError):
        return None


def _read_filter_day(text: str) -> date:
    day = date.fromisoformat(text)
    return min(max(day, EARLIEST_DAY), today())


def parse_id(text: str) -> str | None:
    """The id in this text, or None when it is none."""
    return _read_or_none(lambda: str(UUID(text)))


def clear_query() -> None:
    """Find everything again."""
    for name in (*FILTER_PARAMS, PAGE_PARAM):
        st.query_params.pop(name, None)


def search_unsettled() -> None:
    """Find all that waits for a level, and nothing else."""
    clear_query()
    st.query_params["unsettled"] = "1"


def open_page(page: int) -> None:
    """Turn to this page of what was found."""
    st.query_params[PAGE_PARAM] = str(page)


def show_open_button(observation_id: str, key: str) -> None:
    """The way to one whole observation; what was searched for stays in the address."""
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
    """Back to what was found."""
    st.query_params.pop(OBSERVATION_PARAMETER, None)


def drop_filter(name: str, value: str | None = None) -> None:
    """Let go of one thing that was asked for; of several values of one name, only this one."""
    remaining = [item for item in st.query_params.get_all(name) if value is not None and item != value]
    st.query_params.pop(PAGE_PARAM, None)
    if remaining:
        st.query_params[name] = remaining
    else:
        st.query_params.pop(name, None)
