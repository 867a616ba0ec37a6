"""The turning discs, with the button to line them up and the reading panel beside them and the closer looks below."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import streamlit as st

from impact.access import Act
from impact.model import Who
from impact.ripples.stories import StoryPath, build_path, find_reading_line
from pages.discs import closer_look, reading_panel
from pages.ui import ripple_chains, story_display
from pages.ui.address import LINE_PARAMETER, MONTH_PARAMETER, format_line, format_month_parameter
from pages.ui.disc.component import DiscPosition, LineUp, draw_discs
from pages.ui.disc_views import DiscView
from pages.ui.language import escape_markdown, num, t
from pages.ui.visitor import may

# A notice appears when less than a third of all observations lies in the window.
FEW_DIVISOR = 3
LINE_UP_KEY, LINED_UP_STORY_KEY = "discs_line_up", "discs_told"
# In the list of stories: the strongest chain, which is no saved story and has no id.
STRONGEST = ""


def show_empty_notice(who: Who, disc_view: DiscView) -> None:
    """Show what to do when the discs are empty, or how much the window leaves out when that is most of it."""
    if any(disc_view.picture.observation_counts):
        shown_count, total_count = (
            disc_view.picture.observation_counts[disc_view.opening_index],
            sum(tally.n for tally in disc_view.tallies),
        )
        if shown_count * FEW_DIVISOR < total_count:
            st.caption(t("discs.few", counted=num(shown_count, 0), all=num(total_count, 0)))
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="discs_empty"):
        st.markdown(
            f":material/help: {t('discs.empty_filtered' if disc_view.disc_filter.is_filtered else 'discs.empty')}"
        )
        if may(who, Act.LOG):
            st.page_link("pages/observation/screen.py", label=t("common.log_observation"), icon=":material/edit_note:")


@st.fragment
def show_turning_discs(who: Who, disc_view: DiscView) -> None:
    """Show the live discs and all that depends on the reading line; a turn runs only this fragment again."""
    left, right = st.columns([7, 5], gap="medium")
    with right:
        _show_line_up(who, disc_view)
    with left:
        disc_position = draw_discs(
            disc_view.feed,
            key=f"discs_{disc_view.collaboration.id}",
            rotation=_read_rotation_from_address(disc_view),
            month=disc_view.find_month_index(_read_month_from_address()),
            lined_up=st.session_state.get(LINE_UP_KEY),
            on_turn=lambda: None,
        )
    _write_view_to_address(disc_view, disc_position)
    with right:
        reading_panel.show_reading_panel(who, disc_view, disc_position)
    with left:
        st.caption(t("discs.legend"))
    closer_look.show_closer_look(who, disc_view, disc_position, closer_look.choose_closer_look())


def _read_rotation_from_address(disc_view: DiscView) -> dict[str, int]:
    theme_ids = set(st.query_params.get(LINE_PARAMETER, "").split(","))
    return {
        disc.ring.id: position
        for disc in disc_view.picture.discs
        for position, sector in enumerate(disc.sectors)
        if sector.theme.id in theme_ids
    }


def _read_month_from_address() -> date | None:
    try:
        return date.fromisoformat(f"{st.query_params.get(MONTH_PARAMETER, '')}-01")
    except ValueError:  # the address can hold anything; without a month the discs open at their own
        return None


def _write_view_to_address(disc_view: DiscView, disc_position: DiscPosition) -> None:
    """Write the rotation and the month to the address, so that the view can be sent to somebody."""
    address = {
        MONTH_PARAMETER: format_month_parameter(disc_view.picture.months[disc_position.month]),
        LINE_PARAMETER: format_line(disc_position.themes.values()),
    }
    for name, value in address.items():
        # Each assignment goes to the browser, also when nothing changed.
        if st.query_params.get(name) != value:
            st.query_params[name] = value


def _show_line_up(who: Who, disc_view: DiscView) -> None:
    """Show the button that turns all discs to a saved story or to the strongest chain, and that story in short."""
    saved_paths = story_display.get_story_paths(who)
    chosen_story = (
        _choose_story_to_line_up({story_id: name for story_id, (name, _) in saved_paths.items()})
        if saved_paths
        else STRONGEST
    )
    icon, label = ":material/align_vertical_center:", t("story.line_up" if saved_paths else "discs.line_up")
    if st.button(label, help=t("discs.line_up_help"), icon=icon, wrap=True, key="line_up"):
        name, path = saved_paths[chosen_story] if chosen_story in saved_paths else ("", _get_strongest_path(who))
        st.session_state[LINED_UP_STORY_KEY] = name, path
        themes, month = find_reading_line(story_display.get_story_steps(who, path))
        if themes:
            month_index = disc_view.find_month_index(month) if name and month in disc_view.picture.months else None
            st.session_state[LINE_UP_KEY] = LineUp(uuid4().hex, themes, month_index)
    if LINED_UP_STORY_KEY in st.session_state:
        _show_lined_up_story(who, disc_view, *st.session_state[LINED_UP_STORY_KEY])


def _choose_story_to_line_up(name_by_story: Mapping[str, str]) -> str:
    # The chosen story may have been removed since: a choice outside the options would raise an error.
    if st.session_state.get("line_choice") not in name_by_story:
        st.session_state["line_choice"] = STRONGEST
    story_id: str = st.selectbox(
        t("story.line_choice"),
        [STRONGEST, *name_by_story],
        format_func=lambda option: name_by_story[option] if option in name_by_story else t("story.line_strongest"),
        key="line_choice",
    )
    return story_id


def _get_strongest_path(who: Who) -> StoryPath:
    chain = ripple_chains.get_strongest_chain(who)
    return build_path(chain, ripple_chains.get_counting_ripples(who)) if chain else ()


def _show_lined_up_story(who: Who, disc_view: DiscView, name: str, path: StoryPath) -> None:
    if not path:
        st.info(t("discs.no_chain"), icon=":material/help:")
        return
    label = t("story.line_told", name=escape_markdown(name)) if name else t("discs.chain")
    with st.expander(label, icon=":material/conversion_path:", key="discs_chain_told"):
        story_display.show_story_in_short(story_display.get_story_steps(who, path), disc_view.rings)
