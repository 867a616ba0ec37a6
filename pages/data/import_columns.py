"""The second step of an import: which column of the file holds which field, and what is the same in every row."""

from collections import Counter
from dataclasses import replace
from datetime import date

import streamlit as st

from impact.importing.files.table import FileTable
from impact.importing.headers.columns import COLUMN_NAMES, REQUIRED_COLUMNS
from impact.importing.headers.known_headers import is_personal_header
from impact.importing.plan.file_reader import list_unread_columns
from impact.importing.plan.matching import FIXABLE_FIELDS
from impact.importing.values.meanings import list_words
from impact.model import Who
from pages.data.import_setup import COLUMNS_STEP, VALUES_STEP, ImportSetup, choose_next_step, format_list_value
from pages.ui.day_field import ask_for_day
from pages.ui.language import escape_markdown, t, today

# No header of a file is only a line end.
ABSENT_OPTION, FIXED_OPTION = "\n", "\r"
MAX_EXAMPLE_LENGTH = 40


def show_columns_step(setup: ImportSetup, who: Who) -> None:
    """Show and ask which column holds which field; the next step opens when no required field is missing."""
    st.subheader(t("bring.columns_title"))
    st.write(t("bring.columns_remembered" if setup.is_remembered else "bring.columns_text"))
    columns: dict[str, str] = {}
    fixed: dict[str, str] = {}
    for name in REQUIRED_COLUMNS:
        _choose_column(setup, name, columns, fixed)
    optional_fields = [name for name in COLUMN_NAMES if name not in REQUIRED_COLUMNS]
    matched_count = sum(name in setup.matching.columns for name in optional_fields)
    with st.expander(t("bring.columns_more", count=matched_count), key="data_columns_more"):
        for name in optional_fields:
            _choose_column(setup, name, columns, fixed)
    if columns != setup.matching.columns:
        # The choices for the words of one column say nothing about those of another.
        values = {
            name: meanings
            for name, meanings in setup.matching.values.items()
            if columns.get(name) == setup.matching.columns.get(name)
        }
        is_same_day_column = columns.get("seen_on") == setup.matching.columns.get("seen_on")
        answers = setup.matching.answers if is_same_day_column else {}
        setup.matching = replace(setup.matching, columns=columns, values=values, answers=answers)
    setup.matching = replace(setup.matching, fixed=fixed)
    _show_left_out_columns(setup.table, columns)
    _show_columns_next(setup, who)


def _choose_column(setup: ImportSetup, name: str, columns: dict[str, str], fixed: dict[str, str]) -> None:
    """Ask where a field comes from and note it in `columns` or `fixed`: a column, one value for all, or neither."""
    headers = list(setup.table.headers)
    options = [ABSENT_OPTION, *([FIXED_OPTION] if name in FIXABLE_FIELDS else []), *headers]
    current_option = setup.matching.columns.get(name, FIXED_OPTION if name in setup.matching.fixed else ABSENT_OPTION)
    examples = setup.example_by_column
    needs_look = name in setup.unsure_fields or name in setup.matching.missing_fields
    label = t(f"common.field.{'source' if name == 'evidence' else name}") + (
        f" · {t('bring.look')}" if needs_look else ""
    )
    chosen_option = st.selectbox(
        label,
        options,
        index=options.index(current_option) if current_option in options else 0,
        format_func=lambda option: _format_column_option(examples, name, option),
        key=f"data_column_{name}",
    )
    if chosen_option == FIXED_OPTION:
        value = _ask_fixed_value(setup, name)
        if value is not None:
            fixed[name] = value
    elif chosen_option != ABSENT_OPTION:
        columns[name] = chosen_option


def _format_column_option(examples: dict[str, str], name: str, option: str) -> str:
    if option == ABSENT_OPTION:
        return t("bring.absent_needed" if name in REQUIRED_COLUMNS else "bring.absent")
    if option == FIXED_OPTION:
        return t("bring.fixed")
    example = examples[option][:MAX_EXAMPLE_LENGTH]
    column_text = t("bring.column", column=option, example=example) if example else option
    return t("bring.column_personal", column=column_text) if is_personal_header(option) else column_text


def _ask_fixed_value(setup: ImportSetup, name: str) -> str | None:
    """Ask for the value that every row gets, as it is stored; None as long as there is none."""
    label, key, current_value = t("bring.fixed_value"), f"data_fixed_{name}", setup.matching.fixed.get(name)
    if name == "seen_on":
        fixed_day = ask_for_day(
            st, label, date.fromisoformat(current_value) if current_value else None, key, max_value=today()
        )
        return fixed_day.isoformat() if fixed_day else None
    if name in ("organisation", "activity"):
        return st.text_input(label, value=current_value or "", max_chars=120, key=key) or None
    options = _list_fixed_values(setup, name)
    return st.selectbox(
        label,
        list(options),
        index=list(options).index(current_value) if current_value in options else None,
        format_func=lambda value: options[value],
        placeholder=t("bring.choose"),
        key=key,
    )


def _list_fixed_values(setup: ImportSetup, name: str) -> dict[str, str]:
    if name == "ring":
        return {ring: ring for ring in setup.known_places.rings}
    if name == "theme":
        labels = setup.list_theme_labels(setup.matching.fixed.get("ring", ""))
        return {"": t("model.unexpected")} | {label: label for label in labels}
    return {value: format_list_value(name, value) for value in list_words(name)}


def _show_left_out_columns(table: FileTable, columns: dict[str, str]) -> None:
    left_out_names = list_unread_columns(table, columns)
    personal_names = [escape_markdown(name) for name in left_out_names if is_personal_header(name)]
    other_names = [escape_markdown(name) for name in left_out_names if not is_personal_header(name)]
    if personal_names:
        st.caption(t("bring.columns_personal", columns=" · ".join(personal_names)))
    if other_names:
        st.caption(t("bring.columns_out", columns=" · ".join(other_names)))


def _show_columns_next(setup: ImportSetup, who: Who) -> None:
    missing_fields = [t(f"common.field.{name}") for name in setup.matching.missing_fields]
    double_headers = [header for header, times in Counter(setup.matching.columns.values()).items() if times > 1]
    if not st.button(t("bring.next"), type="primary", icon=":material/arrow_forward:", key="data_next"):
        return
    # Only after the button, so that nobody is warned before having had a chance to choose.
    if missing_fields:
        st.warning(t("bring.columns_missing", columns=" · ".join(missing_fields)), icon=":material/warning:")
    elif double_headers:
        st.warning(t("bring.columns_twice", column=escape_markdown(double_headers[0])), icon=":material/warning:")
    else:
        setup.unsure_fields = frozenset()
        setup.step = choose_next_step(setup, who)
        st.rerun()


def show_back_buttons(setup: ImportSetup) -> None:
    """Show the buttons back to the columns and the words."""
    with st.container(horizontal=True):
        for key, target_step, icon in (("columns", COLUMNS_STEP, "table_chart"), ("values", VALUES_STEP, "translate")):
            if st.button(t(f"bring.to_{key}"), icon=f":material/{icon}:", key=f"data_to_{key}"):
                setup.step = target_step
                st.rerun()
