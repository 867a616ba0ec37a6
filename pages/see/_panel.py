"""The reading panel: what lies on the reading line, ring by ring from the outside in, and the ripples between."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from db import observations, ripples
from db.ripples import Told
from impact.charts.bar import bar
from impact.colours import DARK, LIGHT
from impact.discs import Disc, Sector
from impact.level import Reading
from impact.model import Observation, Who
from impact.months import day_before, last_day, month_after
from pages.ui import stills
from pages.ui.database import look
from pages.ui.disc.disc import Turned
from pages.ui.language import day, month, num, plain, t, tn
from pages.ui.view import View

NEWEST = 1


def panel(who: Who, shown: View, turned: Turned) -> None:
    """For each sector on the line: the wish, the levels, the newest observations; between them the ripples."""
    index = turned.month
    at = shown.picture.months[index]
    window = shown.choice.window
    after = None if window is None else day_before(month_after(at, 1 - window))
    themes = list(turned.themes.values())
    with look() as session:
        newest = observations.newest(session, who, themes, after, last_day(at), NEWEST)
        between = ripples.between(session, who, themes, after, last_day(at))
    st.subheader(t("discs.on_line", month=month(at)))
    discs = list(reversed(shown.picture.discs))
    for outer, inner in zip(discs, [*discs[1:], None], strict=True):
        _sector(who, outer, _on_line(outer, turned), index, newest)
        if inner:
            _between(between, turned.themes[outer.ring.id], turned.themes[inner.ring.id])
    _further(between, [turned.themes[disc.ring.id] for disc in discs], shown)


def _on_line(disc: Disc, turned: Turned) -> Sector:
    return disc.sectors[turned.rotation[disc.ring.id]]


def _sector(who: Who, disc: Disc, sector: Sector, index: int, newest: dict[str, tuple[Observation, ...]]) -> None:
    reading = sector.readings[index]
    with st.container(border=True, gap="xxsmall", key=f"panel_{disc.ring.id}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
            st.markdown(f"**{plain(sector.theme.label)}** :small[:gray[{plain(disc.ring.name)}]]", width="content")
            st.page_link(
                "pages/log/observation.py",
                label=t("discs.log_here"),
                icon=":material/edit_note:",
                query_params={"c": who.collaboration_id, "theme": sector.theme.id},
            )
        ground = DARK if stills.dark() else LIGHT
        st.image(bar(reading, disc.number, ground), width="stretch", alt=_levels(reading))
        st.markdown(f":small[{_levels(reading)}]")
        if sector.theme.wish:
            st.caption(plain(sector.theme.wish))
        for one in newest[sector.theme.id]:
            seen = f"{day(one.said.seen_on)} · {t(f'model.rung.{int(one.said.rung)}')}"
            st.markdown(f":small[{plain(one.said.what)} :gray[{seen}]]")
        if not newest[sector.theme.id]:
            st.markdown(f":small[{t('discs.nothing_here')}]")


def _levels(reading: Reading) -> str:
    if reading.seen is None:
        return t("discs.levels_unseen", wanted=_wanted(reading))
    told = t(
        "discs.levels",
        wanted=_wanted(reading),
        seen=num(reading.seen),
        confirmed=num(reading.confirmed),
        n=num(reading.n, 0),
    )
    marks = [tn(f"discs.{name}", n) for name in ("negatives", "disputed") if (n := getattr(reading, name))]
    return " · ".join([told, *marks])


def _wanted(reading: Reading) -> str:
    return t("discs.not_agreed") if reading.wanted is None else num(reading.wanted)


def _between(all_ripples: Sequence[Told], one: str, other: str) -> None:
    found = [ripple for ripple in all_ripples if {ripple.from_theme, ripple.to_theme} == {one, other}]
    if not found:
        st.markdown(f":small[:material/subdirectory_arrow_right: {t('discs.no_ripple')}]")
        return
    by_kind = groupby(sorted(found, key=lambda ripple: ripple.kind), key=lambda ripple: ripple.kind)
    kinds = ", ".join(f"{t(f'model.ripple.{kind}')} ({len(list(group))})" for kind, group in by_kind)
    with st.expander(f"{tn('discs.ripples', len(found))}: {kinds}", icon=":material/waves:", key=f"between_{one}_{other}"):
        for ripple in found:
            _ripple(ripple)


def _ripple(ripple: Told) -> None:
    st.markdown(
        f":small[{plain(ripple.cause)} **→ {t(f'model.ripple.{ripple.kind}')} →** {plain(ripple.effect)}"
        f" :gray[{t(f'model.certainty.{ripple.certainty}')}]]"
    )


def _further(all_ripples: Sequence[Told], order: list[str], shown: View) -> None:
    """Ripples between sectors on the line whose rings do not lie next to each other."""
    places = {theme: place for place, theme in enumerate(order)}
    far = [one for one in all_ripples if abs(places[one.from_theme] - places[one.to_theme]) > 1]
    if far:
        with st.expander(tn("discs.further", len(far)), icon=":material/waves:", key="between_further"):
            for ripple in far:
                _ripple(ripple)
