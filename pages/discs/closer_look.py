"""The closer looks below the discs: text and table, through time, lines per ring, a still picture, the computation."""

import streamlit as st

from db.observations import latest
from impact.charts.small_multiples import Interval
from impact.model import Level, Observation, Who
from impact.months import get_last_day
from impact.picture.discs import Sector
from impact.picture.level_formulas import compute_double_weighted_level
from impact.picture.text_twin import build_outline
from pages.ui import still_discs
from pages.ui.database import read_session
from pages.ui.disc.component import DiscPosition
from pages.ui.disc_views import DiscView
from pages.ui.figures import show_figure, show_number_table
from pages.ui.language import escape_markdown, format_day, format_month, get_language, num, t, tn
from pages.ui.logbook_link import show_observation_link

# Newest first; the text above them says how many there are in all.
MAX_OBSERVATIONS_BEHIND = 50
CLOSER_LOOKS = ("twin", "multiples", "lines", "still", "computed")


def choose_closer_look() -> str | None:
    """Ask which closer look to show; None for none."""
    return st.pills(
        t("discs.closer"),
        list(CLOSER_LOOKS),
        format_func=lambda option: t(f"discs.closer.{option}"),
        key="discs_closer",
        wrap=True,
    )


def show_closer_look(who: Who, disc_view: DiscView, disc_position: DiscPosition, look_name: str | None) -> None:
    """Show the chosen closer look; only this one is computed."""
    month_index = disc_position.month
    if look_name == "twin":
        _show_text_twin(who, disc_view, disc_position)
    elif look_name == "multiples":
        intervals: list[Interval] = ["quarter", "year"]
        interval = st.segmented_control(
            t("discs.every"),
            intervals,
            default="quarter",
            required=True,
            format_func=lambda option: t(f"discs.every.{option}"),
            key="discs_every",
        )
        st.caption(t("discs.every_most"))
        show_figure(still_discs.get_small_multiples(disc_view, interval), "rimpel-door-de-tijd")
    elif look_name == "lines":
        show_figure(still_discs.get_ring_lines(disc_view), "rimpel-lijnen")
    elif look_name == "still":
        show_figure(still_discs.get_still_disc(disc_view, month_index, disc_position.rotation), "rimpel-schijven")
    elif look_name == "computed":
        _show_computation(who, disc_view, disc_position)


def _show_text_twin(who: Who, disc_view: DiscView, disc_position: DiscPosition) -> None:
    st.header(t("discs.twin_title", month=format_month(disc_view.picture.months[disc_position.month])))
    show_number_table(
        still_discs.get_twin_table(disc_view, disc_position.month),
        t("discs.twin_title", month=format_month(disc_view.picture.months[disc_position.month])),
    )
    for ring in build_outline(disc_view.picture, disc_position.month, get_language()):
        with st.expander(f"{escape_markdown(ring.ring)}: {escape_markdown(ring.summary)}", key=f"twin_{ring.ring}"):
            st.markdown("\n".join(f"- {escape_markdown(sentence)}" for sentence in ring.sentences))
    _show_sector_observations(who, disc_view, disc_position)


def _show_computation(who: Who, disc_view: DiscView, disc_position: DiscPosition) -> None:
    st.header(t("discs.closer.computed"))
    st.markdown(t("discs.how"))
    _show_sector_observations(who, disc_view, disc_position)


def _show_sector_observations(who: Who, disc_view: DiscView, disc_position: DiscPosition) -> None:
    """Show the observations behind one sector, each with its weight and contribution, and the levels they add up to."""
    sector_by_theme = {sector.theme.id: (disc, sector) for disc in disc_view.picture.discs for sector in disc.sectors}
    theme_id = st.selectbox(
        t("discs.behind"),
        list(sector_by_theme),
        index=list(sector_by_theme).index(next(iter(disc_position.themes.values()))),
        format_func=lambda option: f"{sector_by_theme[option][0].ring.name}: {sector_by_theme[option][1].theme.label}",
        key="discs_behind",
    )
    shown_month, disc_filter = disc_view.picture.months[disc_position.month], disc_view.disc_filter
    with read_session() as session:
        newest_by_theme = latest.list_newest(
            session,
            who,
            [theme_id],
            disc_filter.get_day_before_window(shown_month),
            get_last_day(shown_month),
            MAX_OBSERVATIONS_BEHIND,
            disc_filter.organisation_id,
            disc_filter.confirmed_only,
        )
    observations = newest_by_theme[theme_id]
    _show_level_sum(sector_by_theme[theme_id][1], disc_position.month, len(observations))
    for observation in observations:
        _show_counted_observation(who, observation)


def _show_level_sum(sector: Sector, month_index: int, listed_count: int) -> None:
    reading = sector.readings[month_index]
    if reading.seen is None:
        st.info(t("discs.behind_none"))
        return
    st.markdown(
        t("discs.behind_sum", seen=num(reading.seen, 2), confirmed=num(reading.confirmed, 2), n=num(reading.n, 0))
    )
    if listed_count < reading.n:
        st.caption(tn("discs.behind_newest", listed_count))


def _show_counted_observation(who: Who, observation: Observation) -> None:
    content = observation.details
    weight = int(content.rung)
    level = content.level or Level.NOTHING_YET  # an observation that waits for a level is not among these
    label = t(
        "discs.behind_one",
        what=escape_markdown(content.what),
        day=format_day(content.seen_on),
        state=t(f"model.state.{observation.state}"),
        w=weight,
        sl=num(compute_double_weighted_level(content.direction, level, content.rung) / 2 / weight),
    )
    show_observation_link(who, observation.id, label)
