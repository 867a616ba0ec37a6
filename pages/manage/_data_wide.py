"""A table of figures: pasted or chosen, looked at, given a desired impact for each row, and kept as observations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import streamlit as st

from db import desired, exchange
from impact.errors import BrokenFile
from impact.exchange.file_in import opened
from impact.exchange.sheet import Sheet, SheetRow
from impact.exchange.table import Table
from impact.exchange.wide import Indicator, Wide, observation, wide
from impact.model import Direction, Level, NewObservation, Who
from pages.manage._data_remarks import few, table_notes
from pages.ui import privacy
from pages.ui.database import act, look
from pages.ui.language import language, plain, t, tn, today
from pages.ui.tell import catching, in_words, tell_after
from pages.ui.token import spent, token

KEY, ROUND, TABLE = "wide", "wide_round", "wide_table"
MOST_MB = 1
MOST_SIGNS = 50_000


@dataclass(frozen=True)
class Chosen:
    """What was chosen for one indicator: a ring and desired impact (empty: Unexpected), direction and level."""

    one: Indicator
    place: tuple[str, str]
    direction: Direction | None
    level: Level | None

    @property
    def whole(self) -> bool:
        """Whether nothing is left to choose; no change needs no level."""
        return self.direction is Direction.NO_CHANGE or (self.direction is not None and self.level is not None)

    def said(self) -> NewObservation:
        """The observation it becomes."""
        level = Level.NOTHING_YET if self.level is None else self.level
        return observation(self.one, self.direction or Direction.NO_CHANGE, level, today(), language())


def figures(who: Who) -> None:
    """From a table of figures to observations; nothing changes before the last button."""
    st.header(t("wide.title"))
    st.write(t("wide.text"))
    try:
        given = _given()
        if given is None:
            return
        name, table = given
        found = wide(table, today(), language())
    except BrokenFile as error:
        st.error(in_words(error), icon=":material/error:")
        return
    table_notes(table)
    _told(found)
    _decide(who, name, _choose(who, found))


def _given() -> tuple[str, Table] | None:
    """The table that was pasted or chosen, under its name; None as long as there is none. Raises BrokenFile."""
    number = st.session_state.setdefault(ROUND, uuid4().hex)
    ways = {way: t(f"wide.{way}") for way in ("paste", "upload")}
    way = st.segmented_control(
        t("wide.how"), list(ways), default="paste", required=True, format_func=ways.__getitem__, key=f"{KEY}_way"
    )
    if way == "paste":
        text = st.text_area(
            t("wide.pasted"), max_chars=MOST_SIGNS, help=t("wide.pasted_help"), key=f"{KEY}_text_{number}"
        )
        return (t("wide.name"), opened(text.encode(errors="replace"))) if text.strip() else None
    file = st.file_uploader(
        t("wide.file", most=MOST_MB), max_upload_size=MOST_MB, help=t("wide.pasted_help"), key=f"{KEY}_file_{number}"
    )
    return (file.name, _table(file)) if file else None


def _table(file: Any) -> Table:
    """What the file holds, read once for each file and not at every run. Raises BrokenFile, then too."""
    kept = st.session_state.get(TABLE)
    if kept is None or kept[0] != file.file_id:
        kept = st.session_state[TABLE] = (file.file_id, _opened(file.getvalue()))
    if isinstance(kept[1], BrokenFile):
        raise kept[1]
    table: Table = kept[1]
    return table


def _opened(content: bytes) -> Table | BrokenFile:
    try:
        return opened(content, most_bytes=MOST_MB * 1_000_000)
    except BrokenFile as error:
        return error


def _told(found: Wide) -> None:
    """What of the table is left out, and why."""
    if found.unread:
        st.caption(t("wide.unread", columns=", ".join(map(plain, found.unread))))
    if found.skipped:
        st.caption(t("wide.skipped", lines=", ".join(map(plain, found.skipped))))
    if found.refused:
        st.warning(tn("wide.refused", len(found.refused)), icon=":material/warning:")
        few(found.refused, f"{KEY}_refused")


def _choose(who: Who, found: Wide) -> list[Chosen]:
    """What is chosen for each indicator; those without a desired impact are left out."""
    with look() as session:
        rings = desired.rings(session, who, t("model.unexpected"))
    places = {theme.id: (ring.name, theme) for ring in rings for theme in ring.themes}
    names = {id_: f"{ring} · {theme.label}" for id_, (ring, theme) in places.items()}
    chosen = []
    for at, one in enumerate(found.indicators):
        with st.container(border=True, gap="xsmall", key=f"{KEY}_{at}"):
            theme_id, direction, level = _one(one, names, f"{KEY}_{st.session_state[ROUND]}_{at}")
        if theme_id in places:
            ring, theme = places[theme_id]
            chosen.append(Chosen(one, (ring, "" if theme.unexpected else theme.label), direction, level))
    return chosen


def _one(one: Indicator, names: dict[str, str], key: str) -> tuple[str | None, Direction | None, Level | None]:
    preview = observation(one, Direction.POSITIVE, Level.FIRST_SIGNS, today(), language())
    st.markdown(f"**{plain(preview.what)}**")
    st.caption(" · ".join(plain(f"{period.label}: {text}") for period, text in one.figures))
    left, middle, right = st.columns(3)
    theme_id = left.selectbox(
        t("wide.theme"), list(names), index=None, format_func=names.__getitem__, placeholder=t("wide.theme_like"),
        key=f"{key}_theme",
    )  # fmt: skip
    direction = middle.selectbox(
        t("wide.direction"), list(Direction), index=None, placeholder=t("wide.choose"),
        format_func=lambda word: t(f"model.direction.{word.value}"), key=f"{key}_direction",
    )  # fmt: skip
    level = right.selectbox(
        t("wide.level"), list(Level), index=None, placeholder=t("wide.choose"),
        format_func=lambda word: t(f"model.level.{int(word)}"), disabled=direction is Direction.NO_CHANGE,
        key=f"{key}_level",
    )  # fmt: skip
    return theme_id, direction, level


def _decide(who: Who, name: str, chosen: Sequence[Chosen]) -> None:
    texts = [one.one.name for one in chosen]
    privacy.warn(texts, KEY)
    label = tn("wide.keep", len(chosen)) if chosen else t("wide.keep_none")
    if not st.button(label, type="primary", icon=":material/download_done:", key=f"{KEY}_keep"):
        return
    half = next((one for one in chosen if not one.whole), None)
    if not chosen:
        st.warning(t("wide.unchosen"), icon=":material/help:")
    elif half:
        st.warning(t("wide.incomplete", name=plain(half.one.name)), icon=":material/help:")
    elif privacy.ready(texts, KEY):
        with catching():
            _keep(who, name, chosen, texts)


def _keep(who: Who, name: str, chosen: Sequence[Chosen], texts: Sequence[str]) -> None:
    rows = tuple(SheetRow(line, *one.place, one.said()) for line, one in enumerate(chosen, 1))
    once = f"{KEY}_{st.session_state[ROUND]}"
    with act() as session:
        exchange.take_in(session, who, Sheet(rows), name, token=token(once), allow_new_themes=False)
        privacy.settle(session, who, texts, KEY, "import")
    spent(once)
    st.session_state.pop(ROUND, None)
    st.session_state.pop(TABLE, None)
    tell_after("wide.kept")
    st.rerun()
