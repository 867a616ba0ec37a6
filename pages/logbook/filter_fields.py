"""The fields to search, sort and filter the logbook, and a button to drop each filter that is on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.logbook import LogbookOrder
from db.observation_filter import FILTER_FIELDS, MAX_SEARCH_LENGTH, FilterField, FilterKind, ObservationFilter
from impact.observation.observation_rules import EARLIEST_DAY
from pages.logbook.query import (
    PAGE_PARAM,
    SORT_PARAM,
    LogbookQuery,
    clear_query,
    drop_filter,
    list_filter_labels,
)
from pages.ui.filter_words import FilterLabels, describe_filters
from pages.ui.language import escape_markdown, t, today
from pages.ui.observation_words import CollaborationNames

FIELD_PREFIX = "find"
LEFT_FILTERS = ("ring_id", "theme_id", "directions", "states")


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
    labels = list_filter_labels(names, query.criteria.ring_id)
    with st.expander(label, icon=":material/filter_list:", key=f"{FIELD_PREFIX}_filters"):
        _show_filters(labels, query.criteria)
    if query.is_narrowed:
        _show_active_filters(labels, query.criteria)


def _show_filters(labels: FilterLabels, criteria: ObservationFilter) -> None:
    left, right = st.columns(2)
    day_columns: list[DeltaGenerator] = []
    for field in FILTER_FIELDS:
        if field.kind is FilterKind.WORDS:  # that one stands above the filters
            continue
        column = left if field.name in LEFT_FILTERS else right
        if field.kind is FilterKind.DAY:
            day_columns = day_columns or list(right.columns(2))
            column = day_columns.pop(0)
        with column:
            _show_filter(field, labels.get(field.name, {}), getattr(criteria, field.name))


def _show_active_filters(labels: FilterLabels, criteria: ObservationFilter) -> None:
    """Show a button to drop each filter that is on, and one to drop them all."""
    with st.container(horizontal=True, key="logbook_told"):
        for field, values in describe_filters(criteria, labels):
            for text, words in values:
                value = text if field.kind is FilterKind.SEVERAL else None
                st.button(
                    escape_markdown(words), icon=":material/close:", on_click=drop_filter,
                    args=(field.parameter, value), help=t("logbook.drop"), key=f"drop_{field.parameter}_{value or ''}",
                )  # fmt: skip
        st.button(
            t("logbook.clear"), icon=":material/filter_list_off:", on_click=clear_query, type="tertiary", key="clear"
        )


def _show_filter(field: FilterField, labels: Mapping[str, str], value: Any) -> None:
    """Show the field for one filter as the address has set it."""
    label, key = t(field.label_key), f"{FIELD_PREFIX}_{field.parameter}"
    if field.kind is FilterKind.SEVERAL:
        _set_filter_field(field.parameter, field.write(value))
        st.pills(
            label,
            list(labels),
            selection_mode="multi",
            format_func=lambda option: escape_markdown(labels[option]),
            wrap=True,
            on_change=_apply_filter,
            args=(field.parameter,),
            key=key,
        )
    elif field.kind is FilterKind.ONE:
        _set_filter_field(field.parameter, None if value is None else field.write(value)[0])
        st.selectbox(
            label,
            list(labels),
            index=None,
            format_func=lambda option: labels.get(option, ""),
            placeholder=t("logbook.all"),
            on_change=_apply_filter,
            args=(field.parameter,),
            key=key,
        )
    elif field.kind is FilterKind.DAY:
        _set_filter_field(field.parameter, value)
        st.date_input(
            label,
            value=None,
            min_value=EARLIEST_DAY,
            max_value=today(),
            format="DD-MM-YYYY",
            on_change=_apply_filter,
            args=(field.parameter,),
            key=key,
        )
    else:
        _set_filter_field(field.parameter, value)
        st.toggle(label, on_change=_apply_filter, args=(field.parameter,), key=key)


def _set_filter_field(name: str, value: Any) -> None:
    """Put the value from the address into a field: a link or the back button changes it too."""
    st.session_state[f"{FIELD_PREFIX}_{name}"] = value


def _apply_filter(name: str) -> None:
    """Put what was chosen in a field into the address, and go back to the first page."""
    value = st.session_state[f"{FIELD_PREFIX}_{name}"]
    texts = value if isinstance(value, list) else _to_address_texts(value)
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
