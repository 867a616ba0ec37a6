"""A closer look below the discs: words and a table, through time, a line per ring, a still picture, the computation."""

import streamlit as st

from db import latest
from impact.discs import Sector
from impact.level import twice_value
from impact.model import Level, Observation, Who
from impact.months import day_before, last_day, month_after
from impact.twin import outline
from pages.ui import stills
from pages.ui.database import look
from pages.ui.disc.disc import Turned
from pages.ui.language import day, month, num, plain, t, tn
from pages.ui.show import show, table
from pages.ui.view import View

MOST = 50
LOOKS = ("twin", "multiples", "lines", "still", "computed")


def choose() -> str | None:
    """Which closer look the reader asks for, if any."""
    return st.pills(
        t("discs.closer"), list(LOOKS), format_func=lambda one: t(f"discs.closer.{one}"), key="discs_closer", wrap=True
    )


def closer(who: Who, shown: View, turned: Turned, chosen: str | None) -> None:
    """The closer look that was asked for; nothing is made before."""
    index = turned.month
    if chosen == "twin":
        _twin(who, shown, turned)
    elif chosen == "multiples":
        every = st.segmented_control(
            t("discs.every"),
            ["quarter", "year"],
            default="quarter",
            required=True,
            format_func=lambda one: t(f"discs.every.{one}"),
            key="discs_every",
        )
        st.caption(t("discs.every_most"))
        show(stills.multiples(shown, every), "rimpel-door-de-tijd")
    elif chosen == "lines":
        show(stills.lines(shown), "rimpel-lijnen")
    elif chosen == "still":
        show(stills.disc(shown, index, turned.rotation), "rimpel-schijven")
    elif chosen == "computed":
        _computed(who, shown, turned)


def _twin(who: Who, shown: View, turned: Turned) -> None:
    st.header(t("discs.twin_title", month=month(shown.picture.months[turned.month])))
    table(stills.twin(shown, turned.month), t("discs.twin_title", month=month(shown.picture.months[turned.month])))
    for ring in outline(shown.picture, turned.month, stills.language()):
        with st.expander(f"{plain(ring.ring)}: {plain(ring.summary)}", key=f"twin_{ring.ring}"):
            st.markdown("\n".join(f"- {plain(sentence)}" for sentence in ring.sentences))
    _behind(who, shown, turned)


def _computed(who: Who, shown: View, turned: Turned) -> None:
    st.header(t("discs.closer.computed"))
    st.markdown(t("discs.how"))
    _behind(who, shown, turned)


def _behind(who: Who, shown: View, turned: Turned) -> None:
    """The observations behind one sector, each with what it counts, and the sum they make."""
    sectors = {sector.theme.id: (disc, sector) for disc in shown.picture.discs for sector in disc.sectors}
    theme_id = st.selectbox(
        t("discs.behind"),
        list(sectors),
        index=list(sectors).index(next(iter(turned.themes.values()))),
        format_func=lambda one: f"{sectors[one][0].ring.name}: {sectors[one][1].theme.label}",
        key="discs_behind",
    )
    at, choice = shown.picture.months[turned.month], shown.choice
    after = None if choice.window is None else day_before(month_after(at, 1 - choice.window))
    with look() as session:
        found = latest.newest(
            session, who, [theme_id], after, last_day(at), MOST, choice.organisation_id, choice.confirmed_only
        )
    counted = found[theme_id]
    _sum(sectors[theme_id][1], turned.month, len(counted))
    for one in counted:
        _counted(who, one)


def _sum(sector: Sector, index: int, listed: int) -> None:
    reading = sector.readings[index]
    if reading.seen is None:
        st.info(t("discs.behind_none"))
        return
    st.markdown(
        t("discs.behind_sum", seen=num(reading.seen, 2), confirmed=num(reading.confirmed, 2), n=num(reading.n, 0))
    )
    if listed < reading.n:
        st.caption(tn("discs.behind_newest", listed))


def _counted(who: Who, one: Observation) -> None:
    said = one.said
    weight = int(said.rung)
    level = said.level or Level.NOTHING_YET  # what waits for a level is not among these
    st.page_link(
        "pages/log/logbook.py",
        label=t(
            "discs.behind_one",
            what=plain(said.what),
            day=day(said.seen_on),
            state=t(f"model.state.{one.state}"),
            w=weight,
            sl=num(twice_value(said.direction, level, said.rung) / 2 / weight),
        ),
        query_params={"c": who.collaboration_id, "o": one.id},
    )
