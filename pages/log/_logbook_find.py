"""What to find in the logbook. The address holds it, so that every search is a link; what is unknown is left out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import streamlit as st

from db.logbook import Filter, Sort
from impact.model import LISTED, Direction, Rung, State
from impact.observe import EARLIEST, one_line
from pages.log._logbook_words import Named
from pages.ui.language import plain, t, today

NAMES = ("q", "ring", "theme", "direction", "state", "rung", "organisation", "activity", "since", "until", "mine")
SORT, PAGE, OPEN = "sort", "p", "o"
KEY = "find"
LONGEST = 200
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
        text=one_line(address.get("q", ""))[:LONGEST],
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


def fields(named: Named, now: Asked) -> None:
    """The search box, the order and, folded away, the filters."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        _field("q", now.wanted.text)
        st.text_input(
            t("logbook.search"),
            max_chars=LONGEST,
            icon=":material/search:",
            placeholder=t("logbook.search_like"),
            on_change=_ask,
            args=("q",),
            key=f"{KEY}_q",
        )
    with right:
        _field(SORT, now.sort.value)
        st.selectbox(
            t("logbook.sort"),
            [one.value for one in Sort],
            format_func=lambda one: t(f"logbook.sort.{one}"),
            on_change=_ask,
            args=(SORT,),
            key=f"{KEY}_{SORT}",
        )
    label = t("logbook.filters_on", count=now.filters) if now.filters else t("logbook.filters")
    with st.expander(label, icon=":material/filter_list:", key=f"{KEY}_filters"):
        _filters(named, now.wanted)
    if now.narrowed:
        st.button(t("logbook.clear"), icon=":material/filter_list_off:", on_click=clear, type="tertiary", key="clear")


def _filters(named: Named, wanted: Filter) -> None:
    left, right = st.columns(2)
    with left:
        _choice("ring", t("logbook.field.ring"), {ring.id: ring.name for ring in named.rings}, wanted.ring_id)
        themes = {
            id_: named.names[id_] for id_, theme in named.themes.items() if wanted.ring_id in (None, theme.ring_id)
        }
        _choice("theme", t("logbook.field.theme_id"), themes, wanted.theme_id)
        _pills("direction", {one.value: t(f"model.direction.{one.value}") for one in Direction}, wanted.directions)
        _pills("state", {one.value: t(f"model.state.{one.value}") for one in LISTED}, wanted.states)
    with right:
        organisations = {one.id: one.name for one in named.organisations}
        _choice("organisation", t("logbook.field.organisation_id"), organisations, wanted.organisation_id)
        activities = {one.id: one.name for one in named.activities}
        _choice("activity", t("logbook.field.activity_id"), activities, wanted.activity_id)
        rungs = {str(int(one)): t(f"model.rung.{int(one)}") for one in Rung}
        _choice("rung", t("logbook.least_rung"), rungs, wanted.least_rung and str(int(wanted.least_rung)))
        since, until = st.columns(2)
        with since:
            _date("since", t("logbook.since"), wanted.since)
        with until:
            _date("until", t("logbook.until"), wanted.until)
        _field("mine", wanted.mine)
        st.toggle(t("logbook.mine"), on_change=_ask, args=("mine",), key=f"{KEY}_mine")


def _field(name: str, value: Any) -> None:
    """The address decides what stands in a field: a link or the back button changes it too."""
    st.session_state[f"{KEY}_{name}"] = value


def _choice(name: str, label: str, choices: dict[str, str], value: str | None) -> None:
    _field(name, value)
    st.selectbox(
        label,
        list(choices),
        index=None,
        format_func=lambda one: choices.get(one, ""),
        placeholder=t("logbook.all"),
        on_change=_ask,
        args=(name,),
        key=f"{KEY}_{name}",
    )


def _pills(name: str, choices: dict[str, str], value: Sequence[str]) -> None:
    _field(name, [str(one) for one in value])
    st.pills(
        t(f"logbook.field.{name}"),
        list(choices),
        selection_mode="multi",
        format_func=lambda one: plain(choices[one]),
        wrap=True,
        on_change=_ask,
        args=(name,),
        key=f"{KEY}_{name}",
    )


def _date(name: str, label: str, value: date | None) -> None:
    _field(name, value)
    st.date_input(
        label,
        value=None,
        min_value=EARLIEST,
        max_value=today(),
        format="DD-MM-YYYY",
        on_change=_ask,
        args=(name,),
        key=f"{KEY}_{name}",
    )


def _ask(name: str) -> None:
    """Put what was chosen in a field into the address, and begin at the first page."""
    value = st.session_state[f"{KEY}_{name}"]
    texts = [str(one) for one in value] if isinstance(value, list) else _text(value)
    st.query_params.pop(PAGE, None)
    if name == "ring":
        st.query_params.pop("theme", None)
    if texts:
        st.query_params[name] = texts if isinstance(value, list) else texts[0]
    else:
        st.query_params.pop(name, None)


def _text(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["1"] if value else []
    return [value.isoformat() if isinstance(value, date) else str(value)] if value else []


def clear() -> None:
    """Find everything again."""
    for name in (*NAMES, PAGE):
        st.query_params.pop(name, None)


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
