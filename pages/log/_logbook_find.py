"""What to find in the logbook. The address holds it, so that every search is a link; what is unknown is left out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date
from typing import TypeVar
from uuid import UUID

import streamlit as st

from db.logbook import LONGEST_SEARCH, Filter, Sort
from impact.model import LISTED, Direction, Rung, State
from impact.observe import EARLIEST, one_line
from pages.log._logbook_words import Named
from pages.ui.language import t, today

NAMES = (
    "q", "ring", "theme", "direction", "state", "rung", "organisation", "activity", "since", "until", "writer", "batch",
    "mine", "without_ripple", "without_theme", "unsettled",
)  # fmt: skip
SORT, PAGE, OPEN = "sort", "p", "o"
VIEWS = ("list", "review", "bin")
MOST_PAGES = 100_000
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: what to find, in which order, and which page of it (the first is 1)."""

    wanted: Filter
    sort: Sort
    page: int

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.wanted != Filter()

    @property
    def filters(self) -> int:
        """How many of the filters leave something out, the words not counted."""
        empty = Filter(text=self.wanted.text)
        return sum(getattr(self.wanted, one.name) != getattr(empty, one.name) for one in fields_of(Filter))


def asked(named: Named) -> Asked:
    """What the address asks for; values nobody knows are left out of account."""
    address = st.query_params
    ring = _one_of(address.get("ring"), [ring.id for ring in named.rings])
    themes = [theme.id for one in named.rings if ring in (None, one.id) for theme in one.themes]
    wanted = Filter(
        text=one_line(address.get("q", ""))[:LONGEST_SEARCH],
        ring_id=ring,
        theme_id=_one_of(address.get("theme"), themes),
        directions=tuple(_all_of(address.get_all("direction"), Direction)),
        states=tuple(one for one in _all_of(address.get_all("state"), State) if one in LISTED),
        least_rung=_fit(lambda: Rung(int(address["rung"]))),
        organisation_id=_one_of(address.get("organisation"), [one.id for one in named.organisations]),
        activity_id=_one_of(address.get("activity"), [one.id for one in named.activities]),
        since=_fit(lambda: _day(address["since"])),
        until=_fit(lambda: _day(address["until"])),
        mine=address.get("mine") == "1",
        writer_id=_one_of(address.get("writer"), [one.id for one in named.people]),
        batch_id=_one_of(address.get("batch"), [one.id for one in named.sources]),
        without_ripple=address.get("without_ripple") == "1",
        without_theme=address.get("without_theme") == "1",
        unsettled=address.get("unsettled") == "1",
    )
    sort = _fit(lambda: Sort(address[SORT])) or Sort.SEEN
    return Asked(wanted, sort, min(max(_fit(lambda: int(address[PAGE])) or 1, 1), MOST_PAGES))


def _one_of(asked_for: str | None, known: Sequence[str]) -> str | None:
    return asked_for if asked_for in known else None


def _all_of(asked_for: Iterable[str], kind: Callable[[str], Kind]) -> list[Kind]:
    found = (_fit(lambda text=text: kind(text)) for text in dict.fromkeys(asked_for))
    return [one for one in found if one is not None]


def _fit(read: Callable[[], Kind]) -> Kind | None:
    try:
        return read()
    except (KeyError, ValueError, OverflowError):
        return None


def _day(text: str) -> date:
    found = date.fromisoformat(text)
    return min(max(found, EARLIEST), today())


def known_id(text: str) -> str | None:
    """The id in this text, or None when it is none."""
    return _fit(lambda: str(UUID(text)))


def clear() -> None:
    """Find everything again."""
    for name in (*NAMES, PAGE):
        st.query_params.pop(name, None)


def show_unsettled() -> None:
    """Find all that waits for a level, and nothing else."""
    clear()
    st.query_params["unsettled"] = "1"


def turn_to(page: int) -> None:
    """Turn to this page of what was found."""
    st.query_params[PAGE] = str(page)


def open_button(observation_id: str, key: str) -> None:
    """The way to one whole observation; what was searched for stays in the address."""
    st.button(
        t("logbook.open"),
        icon=":material/open_in_full:",
        type="tertiary",
        on_click=_open,
        args=(observation_id,),
        key=key,
    )


def _open(observation_id: str) -> None:
    st.query_params[OPEN] = observation_id


def close_one() -> None:
    """Back to what was found."""
    st.query_params.pop(OPEN, None)


def drop(name: str, value: str | None = None) -> None:
    """Let go of one thing that was asked for; of several values of one name, only this one."""
    left = [one for one in st.query_params.get_all(name) if value is not None and one != value]
    st.query_params.pop(PAGE, None)
    if left:
        st.query_params[name] = left
    else:
        st.query_params.pop(name, None)
