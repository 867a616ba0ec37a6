"""The fields to search, sort and filter the logbook, and a button to drop each filter that is on."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import streamlit as st

from db.logbook import MAX_SEARCH_LENGTH, LogbookOrder, ObservationFilter
from impact.model import LISTED_STATES, Direction, Rung
from impact.observation.observation_rules import EARLIEST_DAY
from pages.logbook.query import PAGE_PARAM, SORT_PARAM, LogbookQuery, clear_query, drop_filter
from pages.ui.language import escape_markdown, format_day, t, today
from pages.ui.observation_words import CollaborationNames

FIELD_PREFIX = "find"
TOGGLE_NAMES = ("mine", "without_theme", "without_ripple", "unsettled")


def show_filter_fields(names: CollaborationNames, query: LogbookQuery) -> None:
    """Show the search box, the order and, folded away, the filters."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        _set_filter_field("q", query.criteria.text)
        st.text_input(
            t("logbook.search"),
            max_chars=MAX_SEARCH_LENGTH,
            icon=":material/search:",
            placeholder=t("logbook.search_like"),
            on_change=_apply_filter,
            args=("q",),
            key=f"{FIELD_PREFIX}_q",
        )
    with right:
        _set_filter_field(SORT_PARAM, query.sort.value)
        st.selectbox(
            t("logbook.sort"),
            [option.value for option in LogbookOrder],
            format_func=lambda option: t(f"logbook.sort.{option}"),
            on_change=_apply_filter,
            args=(SORT_PARAM,),
            key=f"{FIELD_PREFIX}_{SORT_PARAM}",
        )
    label = t("logbook.filters_on", count=query.filter_count) if query.filter_count else t("logbook.filters")
    with st.expander(label, icon=":material/filter_list:", key=f"{FIELD_PREFIX}_filters"):
        _show_filters(names, query.criteria)
    if query.is_narrowed:
        _show_active_filters(names, query.criteria)


def _show_filters(names: CollaborationNames, criteria: ObservationFilter) -> None:
    left, right = st.columns(2)
    with left:
        _show_filter_select(
            "ring", t("common.field.ring"), {ring.id: ring.name for ring in names.rings}, criteria.ring_id
        )
        label_by_theme = {
            theme_id: names.name_by_id[theme_id]
            for theme_id, theme in names.theme_by_id.items()
            if criteria.ring_id in (None, theme.ring_id)
        }
        _show_filter_select("theme", t("common.field.theme"), label_by_theme, criteria.theme_id)
        _show_filter_pills(
            "direction",
            {direction.value: t(f"model.direction.{direction.value}") for direction in Direction},
            criteria.directions,
        )
        _show_filter_pills(
            "state", {state.value: t(f"model.state.{state.value}") for state in LISTED_STATES}, criteria.states
        )
    with right:
        organisations = {organisation.id: organisation.name for organisation in names.organisations}
        _show_filter_select("organisation", t("common.field.organisation"), organisations, criteria.organisation_id)
        activities = {activity.id: activity.name for activity in names.activities}
        _show_filter_select("activity", t("common.field.activity"), activities, criteria.activity_id)
        rungs = {str(int(rung)): t(f"model.rung.{int(rung)}") for rung in Rung}
        _show_filter_select(
            "rung", t("logbook.least_rung"), rungs, str(int(criteria.least_rung)) if criteria.least_rung else None
        )
        since_column, until_column = st.columns(2)
        with since_column:
            _show_filter_day("since", t("logbook.since"), criteria.since)
        with until_column:
            _show_filter_day("until", t("logbook.until"), criteria.until)
        _show_filter_select(
            "writer", t("logbook.writer"), {person.id: person.name for person in names.people}, criteria.writer_id
        )
        _show_filter_select("batch", t("logbook.batch"), _label_batches(names), criteria.batch_id)
        for name in TOGGLE_NAMES:
            _set_filter_field(name, getattr(criteria, name))
            st.toggle(t(f"logbook.{name}"), on_change=_apply_filter, args=(name,), key=f"{FIELD_PREFIX}_{name}")


def _label_batches(names: CollaborationNames) -> dict[str, str]:
    return {batch.id: f"{batch.file_name} ({format_day(batch.imported_at)})" for batch in names.batches}


def _show_active_filters(names: CollaborationNames, criteria: ObservationFilter) -> None:
    """Show a button to drop each filter that is on, and one to drop them all."""
    with st.container(horizontal=True, key="logbook_told"):
        for name, value, label in _describe_filters(names, criteria):
            st.button(
                escape_markdown(label), icon=":material/close:", on_click=drop_filter, args=(name, value),
                help=t("logbook.drop"), key=f"drop_{name}_{value or ''}",
            )  # fmt: skip
        st.button(
            t("logbook.clear"), icon=":material/filter_list_off:", on_click=clear_query, type="tertiary", key="clear"
        )


def _describe_filters(names: CollaborationNames, criteria: ObservationFilter) -> Iterator[tuple[str, str | None, str]]:
    """Yield each filter that is on: its name and value in the address (None: its only one), and its label."""
    if criteria.text:
        yield "q", None, f"“{criteria.text}”"
    chosen_ids = {
        "ring": criteria.ring_id,
        "theme": criteria.theme_id,
        "organisation": criteria.organisation_id,
        "activity": criteria.activity_id,
    }
    yield from ((name, None, names.name_by_id[chosen_id]) for name, chosen_id in chosen_ids.items() if chosen_id)
    for direction in criteria.directions:
        yield "direction", direction.value, t(f"model.direction.{direction.value}")
    for state in criteria.states:
        yield "state", state.value, t(f"model.state.{state.value}")
    if criteria.least_rung:
        yield "rung", None, t("logbook.rung_from", rung=t(f"model.rung.{int(criteria.least_rung)}"))
    if criteria.since:
        yield "since", None, t("common.from_day", day=format_day(criteria.since))
    if criteria.until:
        yield "until", None, t("common.until_day", day=format_day(criteria.until))
    name_by_writer = {person.id: person.name for person in names.people}
    if criteria.writer_id:
        yield "writer", None, t("logbook.by_writer", writer=name_by_writer[criteria.writer_id])
    if criteria.batch_id:
        yield "batch", None, _label_batches(names)[criteria.batch_id]
    yield from ((name, None, t(f"logbook.{name}")) for name in TOGGLE_NAMES if getattr(criteria, name))


def _set_filter_field(name: str, value: Any) -> None:
    """Put the value from the address into a field: a link or the back button changes it too."""
    st.session_state[f"{FIELD_PREFIX}_{name}"] = value


def _show_filter_select(name: str, label: str, choices: dict[str, str], value: str | None) -> None:
    _set_filter_field(name, value)
    st.selectbox(
        label,
        list(choices),
        index=None,
        format_func=lambda option: choices.get(option, ""),
        placeholder=t("logbook.all"),
        on_change=_apply_filter,
        args=(name,),
        key=f"{FIELD_PREFIX}_{name}",
    )


def _show_filter_pills(name: str, choices: dict[str, str], value: Sequence[str]) -> None:
    _set_filter_field(name, [str(option) for option in value])
    st.pills(
        t(f"common.field.{name.removesuffix('_id')}"),
        list(choices),
        selection_mode="multi",
        format_func=lambda option: escape_markdown(choices[option]),
        wrap=True,
        on_change=_apply_filter,
        args=(name,),
        key=f"{FIELD_PREFIX}_{name}",
    )


def _show_filter_day(name: str, label: str, value: date | None) -> None:
    _set_filter_field(name, value)
    st.date_input(
        label,
        value=None,
        min_value=EARLIEST_DAY,
        max_value=today(),
        format="DD-MM-YYYY",
        on_change=_apply_filter,
        args=(name,),
        key=f"{FIELD_PREFIX}_{name}",
    )


def _apply_filter(name: str) -> None:
    """Put what was chosen in a field into the address, and go back to the first page."""
    value = st.session_state[f"{FIELD_PREFIX}_{name}"]
    texts = [str(item) for item in value] if isinstance(value, list) else _to_address_texts(value)
    st.query_params.pop(PAGE_PARAM, None)
    if name == "ring":
        # A theme of the former ring would find nothing in the new one.
        st.query_params.pop("theme", None)
    if texts:
        st.query_params[name] = texts if isinstance(value, list) else texts[0]
    else:
        st.query_params.pop(name, None)


def _to_address_texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["1"] if value else []
    return [value.isoformat() if isinstance(value, date) else str(value)] if value else []
