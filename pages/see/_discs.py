"""The turning discs with what surrounds them: filters above, the reading panel beside, closer looks below."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import streamlit as st

from impact.access import Act
from impact.model import Who
from impact.stories import Path, as_path, line
from pages.see import _closer, _panel, _story_told
from pages.ui import chains
from pages.ui.disc.disc import LineUp, Turned, discs
from pages.ui.here import may
from pages.ui.language import num, plain, t
from pages.ui.view import View

FEW = 3
LINE_UP, TOLD = "discs_line_up", "discs_told"
STRONGEST = ""


def empty(who: Who, shown: View) -> None:
    """Say what to do when there is nothing to see yet, or only little of what there is."""
    if any(shown.picture.counted):
        counted, every = shown.picture.counted[shown.opening], sum(one.n for one in shown.tallies)
        if counted * FEW < every:
            st.caption(t("discs.few", counted=num(counted, 0), all=num(every, 0)))
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="discs_empty"):
        st.markdown(f":material/help: {t('discs.empty_filtered' if shown.choice.filtered else 'discs.empty')}")
        if may(who, Act.LOG):
            st.page_link("pages/log/observation.py", label=t("home.log"), icon=":material/edit_note:")


@st.fragment
def turning(who: Who, shown: View) -> None:
    """The live discs and what follows from what lies on the reading line; only this is drawn again after a turn."""
    left, right = st.columns([7, 5], gap="medium")
    with right:
        _line_up(who, shown)
    with left:
        turned = discs(
            shown.feed,
            key=f"discs_{shown.collaboration.id}",
            rotation=_asked_rotation(shown),
            month=shown.index(_asked_month()),
            lined_up=st.session_state.get(LINE_UP),
            on_turn=lambda: None,
        )
    _remember(shown, turned)
    with right:
        _panel.panel(who, shown, turned)
    with left:
        st.caption(t("discs.legend"))
    _closer.closer(who, shown, turned, _closer.choose())


def _asked_rotation(shown: View) -> dict[str, int]:
    asked = set(st.query_params.get("line", "").split(","))
    return {
        disc.ring.id: position
        for disc in shown.picture.discs
        for position, sector in enumerate(disc.sectors)
        if sector.theme.id in asked
    }


def _asked_month() -> date | None:
    try:
        return date.fromisoformat(f"{st.query_params.get('month', '')}-01")
    except ValueError:
        return None


def _remember(shown: View, turned: Turned) -> None:
    """Put the rotation and the month in the address, so that the view can be sent to somebody."""
    address = {"month": f"{shown.picture.months[turned.month]:%Y-%m}", "line": ",".join(turned.themes.values())}
    for name, value in address.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value


def _line_up(who: Who, shown: View) -> None:
    """Turn all discs to a kept story or to the strongest chain, and tell it."""
    kept = _story_told.paths(who)
    chosen = _choose({one: name for one, (name, _) in kept.items()}) if kept else STRONGEST
    icon, label = ":material/align_vertical_center:", t("story.line_up" if kept else "discs.line_up")
    if st.button(label, help=t("discs.line_up_help"), icon=icon, wrap=True, key="line_up"):
        name, path = kept[chosen] if chosen in kept else ("", _strongest(who, shown))
        st.session_state[TOLD] = name, path
        themes, month = line(_story_told.steps(who, path))
        if themes:
            at = shown.index(month) if name and month in shown.picture.months else None
            st.session_state[LINE_UP] = LineUp(uuid4().hex, themes, at)
    if TOLD in st.session_state:
        _tell(who, shown, *st.session_state[TOLD])


def _choose(names: Mapping[str, str]) -> str:
    if st.session_state.get("line_choice") not in names:
        st.session_state["line_choice"] = STRONGEST
    chosen: str = st.selectbox(
        t("story.line_choice"),
        [STRONGEST, *names],
        format_func=lambda one: names[one] if one in names else t("story.line_strongest"),
        key="line_choice",
    )
    return chosen


def _strongest(who: Who, shown: View) -> Path:
    chain = chains.strongest(who, shown.collaboration)
    return as_path(chain, chains.every(who, shown.collaboration)) if chain else ()


def _tell(who: Who, shown: View, name: str, path: Path) -> None:
    if not path:
        st.info(t("discs.no_chain"), icon=":material/help:")
        return
    label = t("story.line_told", name=plain(name)) if name else t("discs.chain")
    with st.expander(label, icon=":material/conversion_path:", key="discs_chain_told"):
        _story_told.in_short(_story_told.steps(who, path), shown.rings)
