"""The ripple graph on the screen: its filters, the picture, and the loose observations that somebody can link."""

from collections.abc import Collection, Mapping
from datetime import date

import streamlit as st

from db import collaborations, desired
from db.ripples import links
from impact.charts import Figure
from impact.charts.graph_words import GraphWords, describe_bundling
from impact.charts.ripple_graph import draw_ripple_graph
from impact.model import Who
from impact.months import shift_month
from impact.ripples.bundles import BundleSize, get_bundle_end, get_bundle_start
from impact.ripples.graph import (
    GraphQuery,
    LinkFilter,
    RippleGraph,
    RippleNetwork,
    build_graph,
    build_network,
)
from impact.words import get_plural_text
from pages.ui import observation_search
from pages.ui.cached import cached
from pages.ui.database import read_session
from pages.ui.figures import show_figure
from pages.ui.language import escape_markdown, format_day, get_language, num, t, tn
from pages.ui.logbook_link import show_observation_link
from pages.ui.still_discs import is_dark_theme

AROUND_PARAMETER = "around"
MAX_CACHED_GRAPHS = 32
# With more a select is slow to read, and the reader may search by words first.
MAX_OFFERED_OBSERVATIONS = 200
MAX_LISTED_OBSERVATIONS = 20


def show_ripple_graph(who: Who) -> None:
    """Show the graph of this collaboration with its filters, and the loose observations that may be linked."""
    ripple_network = _load_ripple_network(who)
    st.header(t("graph.title"))
    if not ripple_network.observations:
        st.info(t("graph.empty_title"))
        return
    st.write(t("graph.lead"))
    graph_query = _choose_graph_query(who, ripple_network)
    drawn_graph, figure = _draw_ripple_graph(who, graph_query)
    if figure is None:
        st.info(t("graph.none_shown"))
        return
    _show_graph_numbers(ripple_network, drawn_graph)
    show_figure(figure, "graph")
    _show_loose_observations(who, ripple_network, drawn_graph)


@cached(MAX_CACHED_GRAPHS, also_by=[get_language])
def _load_ripple_network(who: Who) -> RippleNetwork:
    with read_session() as session:
        return build_network(
            desired.list_rings(session, who, t("model.unexpected")),
            links.list_nodes(session, who),
            collaborations.list_activities(session, who),
            links.list_ripples(session, who),
        )


@cached(MAX_CACHED_GRAPHS, also_by=[get_language, is_dark_theme])
def _draw_ripple_graph(who: Who, graph_query: GraphQuery) -> tuple[RippleGraph, Figure | None]:
    ripple_network = _load_ripple_network(who)
    drawn_graph = build_graph(ripple_network, graph_query)
    if not drawn_graph.marks:
        return drawn_graph, None
    with read_session() as session:
        sentence_by_id = links.list_sentences(
            session, who, [mark.key for mark in drawn_graph.marks if mark.key in ripple_network.observations]
        )
    return drawn_graph, draw_ripple_graph(
        ripple_network, drawn_graph, sentence_by_id, get_language(), dark=is_dark_theme()
    )


def _choose_graph_query(who: Who, ripple_network: RippleNetwork) -> GraphQuery:
    """Ask for a ring, linked or loose observations, a period and an observation to look around."""
    left, right = st.columns(2)
    name_by_ring = {ring.id: ring.name for ring in ripple_network.rings}
    _forget_missing_choice("graph_ring", name_by_ring)
    with left:
        ring_id = st.pills(
            t("common.ring"),
            list(name_by_ring),
            format_func=lambda option: escape_markdown(name_by_ring.get(option, "")),
            wrap=True,
            key="graph_ring",
        )
    with right:
        shown_part = st.pills(
            t("graph.shown"),
            [option.value for option in LinkFilter],
            default=LinkFilter.ALL.value,
            required=True,
            format_func=lambda option: t(f"graph.shown.{option}"),
            wrap=True,
            key="graph_shown",
        )
    since, until = _choose_graph_period(ripple_network)
    return GraphQuery(ring_id, since, until, LinkFilter(shown_part), _choose_middle_observation(who, ripple_network))


def _forget_missing_choice(key: str, available: Collection[str]) -> None:
    """Drop a choice that somebody removed since: a value outside the options would raise an error."""
    if (choice := st.session_state.get(key)) is not None and choice not in available:
        del st.session_state[key]


def _choose_graph_period(ripple_network: RippleNetwork) -> tuple[date | None, date | None]:
    """Ask for the first and last day to look at, by quarter; None at an end that is not narrowed."""
    days = [observation.seen_on for observation in ripple_network.observations.values()]
    quarters = [get_bundle_start(min(days), BundleSize.QUARTER)]
    while quarters[-1] < get_bundle_start(max(days), BundleSize.QUARTER):
        quarters.append(shift_month(quarters[-1], 3))
    if len(quarters) == 1:
        return None, None
    first, last = st.select_slider(
        t("graph.period"),
        quarters,
        value=(quarters[0], quarters[-1]),
        # A quarter is its first day, so its month is 1, 4, 7 or 10.
        format_func=lambda quarter: t("graph.quarter", quarter=quarter.month // 3 + 1, year=quarter.year),
        key=f"graph_period_{quarters[0]}_{quarters[-1]}",
    )
    return (None if first == quarters[0] else first), (
        None if last == quarters[-1] else get_bundle_end(last, BundleSize.QUARTER)
    )


def _choose_middle_observation(who: Who, ripple_network: RippleNetwork) -> str | None:
    """Ask for the observation to look around, beginning with the one in the address; its id, or None for all."""
    address_id = st.query_params.get(AROUND_PARAMETER)
    address_id = address_id if address_id in ripple_network.observations else None
    _forget_missing_choice("graph_around", ripple_network.observations)
    sentence_by_id = _list_offered_observations(who, ripple_network, address_id)
    if address_id and "graph_around" not in st.session_state:
        st.session_state["graph_around"] = address_id
    return st.selectbox(
        t("graph.around"),
        list(sentence_by_id),
        index=None,
        format_func=lambda option: sentence_by_id.get(option, ""),
        placeholder=t("graph.around_like"),
        key="graph_around",
    )


def _list_offered_observations(who: Who, ripple_network: RippleNetwork, address_id: str | None) -> Mapping[str, str]:
    """Return the sentences to choose from by observation id: the newest ones, and always the one that is chosen."""
    linked_ids = [key for key in ripple_network.observations if key in ripple_network.linked_ids]
    offered_ids = linked_ids[-MAX_OFFERED_OBSERVATIONS:][::-1]
    if len(linked_ids) > MAX_OFFERED_OBSERVATIONS and (
        words := st.text_input(t("common.find_observation"), key="graph_search")
    ):
        observation_search.search_observations(
            who, words, ripple_network.observations, ripple_network.rings, "graph_hit", _set_middle_observation
        )
    with read_session() as session:
        chosen_ids = {st.session_state.get("graph_around"), address_id} & ripple_network.observations.keys()
        sentence_by_id = links.list_sentences(
            session, who, [*offered_ids, *(chosen_id for chosen_id in chosen_ids if chosen_id)]
        )
    ordered_ids = [*offered_ids, *sorted(sentence_by_id.keys() - set(offered_ids))]
    return {
        key: f"{sentence_by_id[key]} ({format_day(ripple_network.observations[key].seen_on)})"
        for key in ordered_ids
        if key in sentence_by_id
    }


def _set_middle_observation(observation_id: str) -> None:
    st.session_state["graph_around"] = observation_id


def _show_graph_numbers(ripple_network: RippleNetwork, drawn_graph: RippleGraph) -> None:
    """Show how many observations and ripples are drawn, and which of them are bundled or left out."""
    language_code = get_language()
    parts = [
        tn("common.count.observations", drawn_graph.observation_count),
        get_plural_text(language_code, "common.count.ripples", drawn_graph.ripple_count),
        tn("graph.loose", len(drawn_graph.loose_ids)),
    ]
    st.caption(" · ".join(parts))
    if left_out_text := describe_bundling(GraphWords(drawn_graph, ripple_network, {}, language_code)):
        st.info(f"{left_out_text} {t('graph.narrow')}", icon=":material/hub:")


def _show_loose_observations(who: Who, ripple_network: RippleNetwork, drawn_graph: RippleGraph) -> None:
    """Show the loose observations seen last, each as a link to the logbook, where it can be linked."""
    if not drawn_graph.loose_ids:
        return
    listed_ids = drawn_graph.loose_ids[:MAX_LISTED_OBSERVATIONS]
    with st.expander(t("graph.from_title"), icon=":material/contact_support:", key="graph_loose"):
        st.write(tn("graph.from_text", len(drawn_graph.loose_ids)))
        if len(drawn_graph.loose_ids) > len(listed_ids):
            st.caption(t("graph.from_newest", n=num(len(listed_ids), 0)))
        with read_session() as session:
            sentence_by_id = links.list_sentences(session, who, listed_ids)
        for observation_id in listed_ids:
            if observation_id in sentence_by_id:
                _show_loose_observation_link(who, ripple_network, observation_id, sentence_by_id[observation_id])


def _show_loose_observation_link(who: Who, ripple_network: RippleNetwork, observation_id: str, sentence: str) -> None:
    observation = ripple_network.observations[observation_id]
    ring = next(ring.name for ring in ripple_network.rings if ring.id == observation.ring_id)
    label = f"{escape_markdown(sentence)} :gray[{escape_markdown(ring)} · {format_day(observation.seen_on)}]"
    show_observation_link(who, observation_id, label, ":material/link:")
