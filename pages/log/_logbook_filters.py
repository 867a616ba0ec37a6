"""The fields to search and filter the logbook with, and what is filtered on, each with a way to let go of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import streamlit as st

from db.logbook import LONGEST_SEARCH, Filter, Sort
from impact.model import LISTED, Direction, Rung
from impact.observe import EARLIEST
from pages.log._logbook_find import PAGE, SORT, Asked, clear, drop
from pages.log._logbook_words import Named
from pages.ui.language import day, plain, t, today

KEY = "find"
YES_OR_NO = ("mine", "without_theme", "without_ripple", "unsettled")


def fields(named: Named, now: Asked) -> None:
    """The search box, the order and, folded away, the filters."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        _field("q", now.wanted.text)
        st.text_input(
            t("logbook.search"),
            max_chars=LONGEST_SEARCH,
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
        _told(named, now.wanted)


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
        _choice("writer", t("logbook.writer"), {one.id: one.name for one in named.people}, wanted.writer_id)
        _choice("batch", t("logbook.batch"), _batches(named), wanted.batch_id)
        for name in YES_OR_NO:
            _field(name, getattr(wanted, name))
            st.toggle(t(f"logbook.{name}"), on_change=_ask, args=(name,), key=f"{KEY}_{name}")


def _batches(named: Named) -> dict[str, str]:
    return {one.id: f"{one.file_name} ({day(one.at)})" for one in named.sources}


def _told(named: Named, wanted: Filter) -> None:
    """What is filtered on, one button each, and one that lets go of everything."""
    with st.container(horizontal=True, key="logbook_told"):
        for name, value, words in _in_words(named, wanted):
            st.button(
                plain(words), icon=":material/close:", on_click=drop, args=(name, value),
                help=t("logbook.drop"), key=f"drop_{name}_{value or ''}",
            )  # fmt: skip
        st.button(t("logbook.clear"), icon=":material/filter_list_off:", on_click=clear, type="tertiary", key="clear")


def _in_words(named: Named, wanted: Filter) -> Iterator[tuple[str, str | None, str]]:
    if wanted.text:
        yield "q", None, f"“{wanted.text}”"
    chosen = {
        "ring": wanted.ring_id,
        "theme": wanted.theme_id,
        "organisation": wanted.organisation_id,
        "activity": wanted.activity_id,
    }
    yield from ((name, None, named.names[id_]) for name, id_ in chosen.items() if id_)
    yield from (("direction", one.value, t(f"model.direction.{one.value}")) for one in wanted.directions)
    yield from (("state", one.value, t(f"model.state.{one.value}")) for one in wanted.states)
    if wanted.least_rung:
        yield "rung", None, t("logbook.rung_from", rung=t(f"model.rung.{int(wanted.least_rung)}"))
    if wanted.since:
        yield "since", None, t("logbook.since_day", day=day(wanted.since))
    if wanted.until:
        yield "until", None, t("logbook.until_day", day=day(wanted.until))
    writers = {one.id: one.name for one in named.people}
    if wanted.writer_id:
        yield "writer", None, t("logbook.by_writer", writer=writers[wanted.writer_id])
    if wanted.batch_id:
        yield "batch", None, _batches(named)[wanted.batch_id]
    yield from ((name, None, t(f"logbook.{name}")) for name in YES_OR_NO if getattr(wanted, name))


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
