"""The ripple graph on the screen: what to draw of it, the picture, and what is loose so that somebody can link it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import streamlit as st

from db import collaborations, desired, ripples
from db import graph as store
from impact.bundles import Step, end_of, start_of
from impact.charts import Figure
from impact.charts.graph import ripple_graph
from impact.charts.graph_words import Telling, bundled
from impact.graph import Graph, Pond, Shown, Wanted, graph, pond
from impact.model import Collaboration, Ring, Who
from impact.months import month_after
from impact.words import count
from pages.ui import hits, view
from pages.ui.database import look
from pages.ui.kept import kept
from pages.ui.language import day, language, num, plain, t, tn
from pages.ui.show import show as show_figure
from pages.ui.stills import dark

AROUND = "around"
KEPT, MOST_OFFERED, MOST_LISTED = 32, 200, 20


def show(who: Who) -> None:
    """The graph of this collaboration with its filters, and the loose observations that may be linked."""
    whole = _pond(view.opened(who), language(), who)
    st.header(t("graph.title"))
    if not whole.observations:
        st.info(t("graph.empty_title"))
        return
    st.write(t("graph.lead"))
    wanted = _asked(who, whole)
    drawn, figure = _drawn(view.opened(who), wanted, language(), dark(), who)
    if figure is None:
        st.info(t("graph.none_shown"))
        return
    _numbers(whole, drawn)
    show_figure(figure, "graph")
    _loose(who, whole, drawn)


@kept(max_entries=KEPT, hash_funcs={Collaboration: repr})
def _pond(collaboration: Collaboration, spoken: str, _who: Who) -> Pond:
    with look() as session:
        return pond(
            desired.rings(session, _who, t("model.unexpected")),
            store.nodes(session, _who),
            collaborations.activities(session, _who),
            ripples.ripples(session, _who),
        )


@kept(max_entries=KEPT, hash_funcs={Collaboration: repr, Wanted: repr})
def _drawn(
    collaboration: Collaboration, wanted: Wanted, spoken: str, on_dark: bool, _who: Who
) -> tuple[Graph, Figure | None]:
    whole = _pond(collaboration, spoken, _who)
    drawn = graph(whole, wanted)
    if not drawn.marks:
        return drawn, None
    with look() as session:
        said = store.sentences(session, _who, [mark.key for mark in drawn.marks if mark.key in whole.observations])
    return drawn, ripple_graph(whole, drawn, said, spoken, dark=on_dark)


def _asked(who: Who, whole: Pond) -> Wanted:
    """What the reader wants to see; an observation in the address is chosen beforehand."""
    left, right = st.columns(2)
    names = {ring.id: ring.name for ring in whole.rings}
    _forget("graph_ring", names)
    with left:
        ring_id = st.pills(
            t("graph.ring"), list(names), format_func=lambda one: plain(names.get(one, "")), wrap=True, key="graph_ring"
        )
    with right:
        shown = st.pills(
            t("graph.shown"),
            [one.value for one in Shown],
            default=Shown.ALL.value,
            required=True,
            format_func=lambda one: t(f"graph.shown.{one}"),
            wrap=True,
            key="graph_shown",
        )
    since, until = _period(whole)
    return Wanted(ring_id, since, until, Shown(shown), _around(who, whole))


def _forget(key: str, there: Collection[str]) -> None:
    """Let go of a choice that is there no more, because somebody took it away since."""
    if (chosen := st.session_state.get(key)) is not None and chosen not in there:
        del st.session_state[key]


def _period(whole: Pond) -> tuple[date | None, date | None]:
    """The quarters between which to look; None at an end that is left alone."""
    days = [one.seen_on for one in whole.observations.values()]
    quarters = [start_of(min(days), Step.QUARTER)]
    while quarters[-1] < start_of(max(days), Step.QUARTER):
        quarters.append(month_after(quarters[-1], 3))
    if len(quarters) == 1:
        return None, None
    first, last = st.select_slider(
        t("graph.period"),
        quarters,
        value=(quarters[0], quarters[-1]),
        format_func=lambda one: t("graph.quarter", quarter=one.month // 3 + 1, year=one.year),
        key=f"graph_period_{quarters[0]}_{quarters[-1]}",
    )
    return (None if first == quarters[0] else first), (None if last == quarters[-1] else end_of(last, Step.QUARTER))


def _around(who: Who, whole: Pond) -> str | None:
    """One observation to look around; when there are many, it is found by typing."""
    asked = st.query_params.get(AROUND)
    asked = asked if asked in whole.observations else None
    _forget("graph_around", whole.observations)
    offered = _offered(who, whole, asked)
    if asked and "graph_around" not in st.session_state:
        st.session_state["graph_around"] = asked
    return st.selectbox(
        t("graph.around"),
        list(offered),
        index=None,
        format_func=lambda one: offered.get(one, ""),
        placeholder=t("graph.around_like"),
        key="graph_around",
    )


def _offered(who: Who, whole: Pond, asked: str | None) -> Mapping[str, str]:
    """The sentences of the observations to choose from, newest first, and always the one that is chosen."""
    linked = [key for key in whole.observations if key in whole.linked]
    found = linked[-MOST_OFFERED:][::-1]
    if len(linked) > MOST_OFFERED and (words := st.text_input(t("graph.around_search"), key="graph_search")):
        hits.search_observations(who, words, whole.observations, whole.rings, "graph_hit", _look_around)
    with look() as session:
        kept = {st.session_state.get("graph_around"), asked} & whole.observations.keys()
        said = store.sentences(session, who, [*found, *(one for one in kept if one)])
    order = [*found, *sorted(said.keys() - set(found))]
    return {key: f"{said[key]} ({day(whole.observations[key].seen_on)})" for key in order if key in said}


def _look_around(observation_id: str) -> None:
    st.session_state["graph_around"] = observation_id


def _numbers(whole: Pond, drawn: Graph) -> None:
    """How much is drawn, and what is bundled or left out."""
    spoken = language()
    parts = [
        tn("graph.observations", drawn.observations),
        count(spoken, "graph.ripples", drawn.ripples),
        tn("graph.loose", len(drawn.loose)),
    ]
    st.caption(" · ".join(parts))
    if left := bundled(Telling(drawn, whole, {}, spoken)):
        st.info(f"{left} {t('graph.narrow')}", icon=":material/hub:")


def _loose(who: Who, whole: Pond, drawn: Graph) -> None:
    """The loose observations seen last, each one tap away from the logbook, where it can be linked."""
    if not drawn.loose:
        return
    some = drawn.loose[:MOST_LISTED]
    with st.expander(t("graph.from_title"), icon=":material/contact_support:", key="graph_loose"):
        st.write(tn("graph.from_text", len(drawn.loose)))
        if len(drawn.loose) > len(some):
            st.caption(t("graph.from_newest", n=num(len(some), 0)))
        with look() as session:
            said = store.sentences(session, who, some)
        for key in some:
            if key in said:
                _link(who, whole.rings, whole, key, said[key])


def _link(who: Who, rings: Sequence[Ring], whole: Pond, key: str, sentence: str) -> None:
    one = whole.observations[key]
    ring = next(ring.name for ring in rings if ring.id == one.ring_id)
    st.page_link(
        "pages/log/logbook.py",
        label=f"{plain(sentence)} :gray[{plain(ring)} · {day(one.seen_on)}]",
        icon=":material/link:",
        query_params={"c": who.collaboration_id, "o": key},
    )
