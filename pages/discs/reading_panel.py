"""The reading panel: the sectors on the reading line from the outer ring inwards, and the ripples between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import streamlit as st

from db.observations import latest
from db.ripples import links
from db.ripples.links import RippleInWords
from impact.access import Act
from impact.charts.level_bar import draw_level_bar
from impact.model import Observation, Who
from impact.months import get_last_day
from impact.observation.observation_rules import clean_line
from impact.picture.colours import DARK_SCHEME, LIGHT_SCHEME
from impact.picture.discs import Disc, Sector
from impact.picture.level_formulas import SectorReading
from impact.ripples.chains import compute_strongest_chain
from impact.ripples.stories import StoryPath, build_path, is_same_path, propose_name
from pages.ui import evidence_list, ripple_chains, ripple_form, still_discs, story_display, story_form
from pages.ui.address import STORY_PARAMETER, build_query
from pages.ui.cached import cached
from pages.ui.database import read_session
from pages.ui.disc.component import DiscPosition
from pages.ui.disc_views import DiscFilter, DiscView
from pages.ui.language import escape_markdown, format_month, num, t, tn
from pages.ui.observation_words import format_observation_line
from pages.ui.visitor import may

# Per sector, so that all rings fit beside the discs.
MAX_NEWEST_OBSERVATIONS = 2
MAX_CACHED_LINES = 256


@dataclass(frozen=True)
class ReadingLine:
    """What is stored about the sectors on the line: per theme the newest observations, and the ripples between them.

    `chain_path` is the strongest path through those ripples, empty when there is none; `chain_name` proposes its name.
    """

    newest_by_theme: Mapping[str, tuple[Observation, ...]]
    ripples: tuple[RippleInWords, ...]
    chain_path: StoryPath
    chain_name: str


def show_reading_panel(who: Who, disc_view: DiscView, disc_position: DiscPosition) -> None:
    """Show each sector on the line with its wish, levels and newest observations, and the ripples between sectors."""
    line_month = disc_view.picture.months[disc_position.month]
    reading_line = _load_reading_line(who, disc_view.disc_filter, tuple(disc_position.themes.values()), line_month)
    st.header(t("discs.on_line", month=format_month(line_month)))
    discs = list(reversed(disc_view.picture.discs))
    for outer, inner in zip(discs, [*discs[1:], None], strict=True):
        sector = _get_sector_on_line(outer, disc_position)
        _show_sector(
            who, outer, sector, sector.readings[disc_position.month], reading_line.newest_by_theme[sector.theme.id]
        )
        if inner:
            _show_ripples_between(
                reading_line.ripples, disc_position.themes[outer.ring.id], disc_position.themes[inner.ring.id]
            )
    _show_further_ripples(reading_line.ripples, [disc_position.themes[disc.ring.id] for disc in discs])
    _show_save_line_as_story(who, reading_line)
    _show_link_to_earlier(
        who, [observation for observations in reading_line.newest_by_theme.values() for observation in observations]
    )


@cached(MAX_CACHED_LINES)
def _load_reading_line(who: Who, disc_filter: DiscFilter, theme_ids: tuple[str, ...], line_month: date) -> ReadingLine:
    after_day = disc_filter.get_day_before_window(line_month)
    filters = (disc_filter.organisation_id, disc_filter.confirmed_only)
    with read_session() as session:
        newest_by_theme = latest.list_newest(
            session, who, theme_ids, after_day, get_last_day(line_month), MAX_NEWEST_OBSERVATIONS, *filters
        )
        ripples_between = links.list_ripples_between(
            session, who, theme_ids, after_day, get_last_day(line_month), *filters
        )
    return ReadingLine(newest_by_theme, ripples_between, *_find_strongest_path(who, ripples_between))


def _find_strongest_path(who: Who, ripples_between: Sequence[RippleInWords]) -> tuple[StoryPath, str]:
    """Return the strongest path through these ripples, from its activity, and its last sentence as a name."""
    end_ids = {
        end
        for ripple_in_words in ripples_between
        for end in (ripple_in_words.ripple.cause_observation_id, ripple_in_words.ripple.effect_id)
    }
    nodes = (
        {id_: node for id_, node in ripple_chains.get_chain_nodes(who).items() if id_ in end_ids}
        if ripples_between
        else {}
    )
    chain = compute_strongest_chain(nodes, [ripple_in_words.ripple for ripple_in_words in ripples_between])
    if chain is None:
        return (), ""
    last_effect = next(
        ripple_in_words.effect_text
        for ripple_in_words in ripples_between
        if ripple_in_words.ripple.id == chain.ripples[-1].id
    )
    return build_path(chain, ripple_chains.get_counting_ripples(who)), propose_name(last_effect)


def _get_sector_on_line(disc: Disc, disc_position: DiscPosition) -> Sector:
    return disc.sectors[disc_position.rotation[disc.ring.id]]


def _show_sector(
    who: Who, disc: Disc, sector: Sector, reading: SectorReading, observations: Sequence[Observation]
) -> None:
    with st.container(border=True, gap="xxsmall", key=f"panel_{disc.ring.id}"):
        st.markdown(f"**{escape_markdown(sector.theme.label)}** :small[:gray[{escape_markdown(disc.ring.name)}]]")
        levels_text = _format_levels(reading).replace("**", "")
        st.image(
            draw_level_bar(reading, disc.number, DARK_SCHEME if still_discs.is_dark_theme() else LIGHT_SCHEME),
            width="stretch",
            alt=levels_text,
        )
        st.markdown("\n\n".join(f":small[{line}]" for line in _list_sector_lines(sector, reading, observations)))
        for observation in observations:
            st.markdown(f":small[{format_observation_line(observation)}]")
            evidence_list.show_evidence(who, observation, small=True)
        if may(who, Act.LOG):
            st.page_link(
                "pages/observation/screen.py",
                label=t("discs.log_here"),
                icon=":material/edit_note:",
                query_params=build_query(who, ("theme", sector.theme.id)),
            )


def _list_sector_lines(sector: Sector, reading: SectorReading, observations: Sequence[Observation]) -> Iterator[str]:
    yield _format_levels(reading)
    if sector.theme.wish:
        yield f":gray[{escape_markdown(clean_line(sector.theme.wish))}]"
    if not observations:
        yield t("discs.nothing_here")


def _format_levels(reading: SectorReading) -> str:
    if reading.seen is None:
        return t("discs.levels_unseen", wanted=_format_wanted_level(reading))
    levels_text = t(
        "discs.levels",
        wanted=_format_wanted_level(reading),
        seen=num(reading.seen),
        confirmed=num(reading.confirmed),
        n=num(reading.n, 0),
    )
    marks = [tn(f"discs.{name}", n) for name in ("negatives", "disputed") if (n := getattr(reading, name))]
    return " · ".join([levels_text, *marks])


def _format_wanted_level(reading: SectorReading) -> str:
    return t("common.not_agreed") if reading.wanted is None else num(reading.wanted)


def _show_ripples_between(all_ripples: Sequence[RippleInWords], outer_theme_id: str, inner_theme_id: str) -> None:
    ripples_between = [
        ripple
        for ripple in all_ripples
        if {ripple.from_theme_id, ripple.to_theme_id} == {outer_theme_id, inner_theme_id}
    ]
    if not ripples_between:
        st.markdown(f":small[:material/subdirectory_arrow_right: {t('discs.no_ripple')}]")
        return
    by_kind = groupby(sorted(ripples_between, key=lambda ripple: ripple.kind), key=lambda ripple: ripple.kind)
    kinds = ", ".join(f"{t(f'model.ripple.{kind}')} ({len(list(group))})" for kind, group in by_kind)
    with st.expander(
        f"{tn('common.count.ripples', len(ripples_between))}: {kinds}",
        icon=":material/waves:",
        key=f"between_{outer_theme_id}_{inner_theme_id}",
    ):
        for ripple in ripples_between:
            _show_ripple_sentence(ripple)


def _show_ripple_sentence(ripple: RippleInWords) -> None:
    st.markdown(
        f":small[{escape_markdown(ripple.cause_text)} **→ {t(f'model.ripple.{ripple.kind}')} →**"
        f" {escape_markdown(ripple.effect_text)}"
        f" :gray[{t(f'model.certainty.{ripple.certainty}')}]]"
    )


def _show_further_ripples(all_ripples: Sequence[RippleInWords], theme_order: list[str]) -> None:
    """Show the ripples between sectors on the line whose rings do not lie next to each other."""
    place_by_theme = {theme: place for place, theme in enumerate(theme_order)}
    far_ripples = [
        ripple
        for ripple in all_ripples
        if ripple.from_theme_id  # none where an activity is the cause: that lies on no ring
        and abs(place_by_theme[ripple.from_theme_id] - place_by_theme[ripple.to_theme_id]) > 1
    ]
    if far_ripples:
        with st.expander(tn("discs.further", len(far_ripples)), icon=":material/waves:", key="between_further"):
            for ripple in far_ripples:
                _show_ripple_sentence(ripple)


def _show_save_line_as_story(who: Who, reading_line: ReadingLine) -> None:
    """Offer to save the chain on the line as a story, or link to the story that has this path already."""
    if not reading_line.chain_path:
        return
    for story_id, (name, path) in story_display.get_story_paths(who).items():
        if is_same_path(path, reading_line.chain_path):
            address = build_query(who, (STORY_PARAMETER, story_id))
            label = t("story.is_kept", name=escape_markdown(name))
            st.page_link("pages/stories/screen.py", label=label, icon=":material/bookmark:", query_params=address)
            return
    key = story_form.build_story_key(reading_line.chain_path)
    story_form.show_save_story(who, reading_line.chain_path, reading_line.chain_name, key)


def _show_link_to_earlier(who: Who, observations: Sequence[Observation]) -> None:
    """Offer to link an observation on the line to an earlier cause; nothing is loaded while the box is closed."""
    if not observations or not may(who, Act.LOG):
        return
    box = st.expander(t("observation.earlier_title"), icon=":material/add_link:", key="panel_link", on_change="rerun")
    if box.open:
        with box:
            observation_by_id = {observation.id: observation for observation in observations}
            observation_id = st.selectbox(
                t("story.link_which"),
                list(observation_by_id),
                format_func=lambda option: observation_by_id[option].details.what,
                key="panel_link_which",
            )
            ripple_form.show_ripple_form(who, observation_by_id[observation_id], with_title=False)
