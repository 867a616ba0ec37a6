"""Importing a table of figures, pasted or from a file: each row gets a desired impact and becomes an observation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import streamlit as st

from db import desired
from db.imports import exchange
from impact.errors import BrokenFile, RimpelError
from impact.importing.files.file_format import read_table
from impact.importing.files.table import FileTable
from impact.importing.plan.parsed_sheet import ParsedSheet, SheetRow
from impact.importing.plan.wide_table import (
    Indicator,
    WideTable,
    build_indicator_observation,
    read_wide_table,
)
from impact.model import Direction, Level, NewObservation, Who
from pages.data.remark_table import show_few_remarks, show_table_notes
from pages.ui import privacy_check
from pages.ui.database import read_session
from pages.ui.form_token import get_form_token
from pages.ui.language import escape_markdown, get_language, t, tn, today
from pages.ui.messages import describe_error, show_errors
from pages.ui.saving import finish_saving, saving
from pages.ui.uploads import read_upload_once

FORM_KEY, INPUT_NUMBER_KEY, TABLE_KEY = "wide", "wide_round", "wide_table"
# A table of indicators, not a survey: somebody looks at each of its rows.
MAX_TABLE_MB = 1
MAX_PASTED_LENGTH = 50_000


@dataclass(frozen=True)
class IndicatorChoice:
    """What was chosen for one indicator; `place` is a ring and a desired impact, which is empty for Unexpected."""

    indicator: Indicator
    place: tuple[str, str]
    direction: Direction | None
    level: Level | None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to choose; the direction "no change" needs no level."""
        return self.direction is Direction.NO_CHANGE or (self.direction is not None and self.level is not None)

    def build_observation(self) -> NewObservation:
        """Return the observation that this indicator becomes."""
        level = Level.NOTHING_YET if self.level is None else self.level
        return build_indicator_observation(
            self.indicator, self.direction or Direction.NO_CHANGE, level, today(), get_language()
        )


def show_figure_import(who: Who) -> None:
    """Ask for a table and for a place, direction and level of each row, and save the observations."""
    st.header(t("wide.title"))
    st.write(t("wide.text"))
    try:
        named_table = _ask_figure_table()
        if named_table is None:
            return
        table_name, table = named_table
        wide_table = read_wide_table(table, today(), get_language())
    except BrokenFile as error:
        st.error(describe_error(error), icon=":material/error:")
        return
    show_table_notes(table)
    _show_left_out_figures(wide_table)
    _show_save_figures(who, table_name, _choose_for_indicators(who, wide_table))


def _ask_figure_table() -> tuple[str, FileTable] | None:
    """Return the table that was pasted or chosen with its name, or None without one. Raises BrokenFile."""
    input_number = st.session_state.setdefault(INPUT_NUMBER_KEY, uuid4().hex)
    label_by_way = {way: t(f"wide.{way}") for way in ("paste", "upload")}
    way = st.segmented_control(
        t("wide.how"),
        list(label_by_way),
        default="paste",
        required=True,
        format_func=label_by_way.__getitem__,
        key=f"{FORM_KEY}_way",
    )
    if way == "paste":
        text = st.text_area(
            t("wide.pasted"),
            max_chars=MAX_PASTED_LENGTH,
            help=t("wide.pasted_help"),
            key=f"{FORM_KEY}_text_{input_number}",
        )
        return (t("wide.name"), read_table(text.encode(errors="replace"))) if text.strip() else None
    file = st.file_uploader(
        t("wide.file", most=MAX_TABLE_MB),
        max_upload_size=MAX_TABLE_MB,
        help=t("wide.pasted_help"),
        key=f"{FORM_KEY}_file_{input_number}",
    )
    return (file.name, _read_uploaded_table(file)) if file else None


def _read_uploaded_table(file: Any) -> FileTable:
    max_bytes = MAX_TABLE_MB * 1_000_000
    table = read_upload_once(TABLE_KEY, file.file_id, lambda: read_table(file.getvalue(), max_bytes=max_bytes))
    if isinstance(table, RimpelError):
        raise table
    return table


def _show_left_out_figures(wide_table: WideTable) -> None:
    """Show which columns, lines and cells are left out, and why."""
    if wide_table.unread_columns:
        st.caption(t("wide.unread", columns=", ".join(map(escape_markdown, wide_table.unread_columns))))
    if wide_table.skipped_lines:
        st.caption(t("wide.skipped", lines=", ".join(map(escape_markdown, wide_table.skipped_lines))))
    if wide_table.refused:
        st.warning(tn("wide.refused", len(wide_table.refused)), icon=":material/warning:")
        show_few_remarks(wide_table.refused, f"{FORM_KEY}_refused")


def _choose_for_indicators(who: Who, wide_table: WideTable) -> list[IndicatorChoice]:
    """Ask what each indicator stands for; those without a desired impact are left out of the list."""
    with read_session() as session:
        rings = desired.list_rings(session, who, t("model.unexpected"))
    place_by_theme = {theme.id: (ring.name, theme) for ring in rings for theme in ring.themes}
    name_by_theme = {id_: f"{ring} · {theme.label}" for id_, (ring, theme) in place_by_theme.items()}
    choices = []
    for position, indicator in enumerate(wide_table.indicators):
        with st.container(border=True, gap="xsmall", key=f"{FORM_KEY}_{position}"):
            theme_id, direction, level = _choose_for_indicator(
                indicator, name_by_theme, f"{FORM_KEY}_{st.session_state[INPUT_NUMBER_KEY]}_{position}"
            )
        if theme_id in place_by_theme:
            ring, theme = place_by_theme[theme_id]
            choices.append(
                IndicatorChoice(indicator, (ring, "" if theme.unexpected else theme.label), direction, level)
            )
    return choices


def _choose_for_indicator(
    indicator: Indicator, name_by_theme: dict[str, str], key: str
) -> tuple[str | None, Direction | None, Level | None]:
    """Show one indicator with its figures, and ask for a desired impact, a direction and a level."""
    # The sentence is the same for every direction and level; these only fill the fields that must not be empty.
    preview = build_indicator_observation(indicator, Direction.POSITIVE, Level.FIRST_SIGNS, today(), get_language())
    st.markdown(f"**{escape_markdown(preview.what)}**")
    st.caption(" · ".join(escape_markdown(f"{period.label}: {text}") for period, text in indicator.figures))
    left, middle, right = st.columns(3)
    theme_id = left.selectbox(
        t("common.field.theme"), list(name_by_theme), index=None, placeholder=t("wide.theme_like"),
        format_func=name_by_theme.__getitem__, key=f"{key}_theme",
    )  # fmt: skip
    direction = middle.selectbox(
        t("common.ask.direction"), list(Direction), index=None, placeholder=t("wide.choose"),
        format_func=lambda option: t(f"model.direction.{option.value}"), key=f"{key}_direction",
    )  # fmt: skip
    level = right.selectbox(
        t("common.ask.level"), list(Level), index=None, placeholder=t("wide.choose"),
        format_func=lambda option: t(f"model.level.{int(option)}"), disabled=direction is Direction.NO_CHANGE,
        key=f"{key}_level",
    )  # fmt: skip
    return theme_id, direction, level


def _show_save_figures(who: Who, table_name: str, choices: Sequence[IndicatorChoice]) -> None:
    texts = [choice.indicator.name for choice in choices]
    privacy_check.show_privacy_warning(texts, FORM_KEY)
    label = tn("common.take_in", len(choices)) if choices else t("wide.keep_none")
    if not st.button(label, type="primary", icon=":material/download_done:", key=f"{FORM_KEY}_keep"):
        return
    incomplete_choice = next((choice for choice in choices if not choice.is_complete), None)
    if not choices:
        st.warning(t("wide.unchosen"), icon=":material/help:")
    elif incomplete_choice:
        st.warning(t("wide.incomplete", name=escape_markdown(incomplete_choice.indicator.name)), icon=":material/help:")
    else:
        with show_errors():
            _save_figures(who, table_name, choices, texts)


def _save_figures(who: Who, table_name: str, choices: Sequence[IndicatorChoice], texts: Sequence[str]) -> None:
    rows = tuple(SheetRow(line, *choice.place, choice.build_observation()) for line, choice in enumerate(choices, 1))
    token_name = f"{FORM_KEY}_{st.session_state[INPUT_NUMBER_KEY]}"
    with saving(who, texts, FORM_KEY, "import") as session:
        exchange.import_sheet(
            session, who, ParsedSheet(rows), table_name, token=get_form_token(token_name), allow_new_themes=False
        )
    finish_saving("wide.kept", token_name=token_name, state_keys=[INPUT_NUMBER_KEY, TABLE_KEY])
