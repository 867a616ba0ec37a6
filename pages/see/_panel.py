"""The reading panel: what lies on the reading line, ring by ring from the outside in, and the ripples between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import streamlit as st

from db import latest, ripples
from db.ripples import Told
from impact.access import Act
from impact.chains import strongest_chain
from impact.charts.bar import bar
from impact.colours import DARK, LIGHT
from impact.discs import Disc, Sector
from impact.level import Reading
from impact.model import Collaboration, Observation, Who
from impact.months import day_before, last_day, month_after
from impact.observe import one_line
from impact.stories import Path, as_path, proposed_name, same_path
from pages.see import _story_keep, _story_told
from pages.ui import chains, evidence, link, stills
from pages.ui.database import look
from pages.ui.disc.disc import Turned
from pages.ui.here import may
from pages.ui.kept import kept
from pages.ui.language import day, month, num, plain, t, tn
from pages.ui.view import Choice, View

NEWEST = 2


@dataclass(frozen=True)
class OnLine:
    """What the store knows of the sectors on the line: per theme the newest observations, and the ripples between.

    `chain` is the strongest path through those ripples, empty when there is none, and `name` a name for it.
    """

    newest: Mapping[str, tuple[Observation, ...]]
    ripples: tuple[Told, ...]
    chain: Path
    name: str


def panel(who: Who, shown: View, turned: Turned) -> None:
    """For each sector on the line: the wish, the levels, the newest observations; between them the ripples."""
    at = shown.picture.months[turned.month]
    line = _found(shown.collaboration, shown.choice, tuple(turned.themes.values()), at, who)
    st.header(t("discs.on_line", month=month(at)))
    discs = list(reversed(shown.picture.discs))
    for outer, inner in zip(discs, [*discs[1:], None], strict=True):
        sector = _on_line(outer, turned)
        _sector(who, outer, sector, sector.readings[turned.month], line.newest[sector.theme.id])
        if inner:
            _between(line.ripples, turned.themes[outer.ring.id], turned.themes[inner.ring.id])
    _further(line.ripples, [turned.themes[disc.ring.id] for disc in discs])
    _keep(who, line)
    _link(who, [one for newest in line.newest.values() for one in newest])


@kept(max_entries=256, hash_funcs={Collaboration: repr, Choice: repr})
def _found(collaboration: Collaboration, choice: Choice, themes: tuple[str, ...], at: date, _who: Who) -> OnLine:
    after = None if choice.window is None else day_before(month_after(at, 1 - choice.window))
    filters = (choice.organisation_id, choice.confirmed_only)
    with look() as session:
        newest = latest.newest(session, _who, themes, after, last_day(at), NEWEST, *filters)
        between = ripples.between(session, _who, themes, after, last_day(at), *filters)
    return OnLine(newest, between, *_chained(collaboration, between, _who))


def _chained(collaboration: Collaboration, between: Sequence[Told], who: Who) -> tuple[Path, str]:
    """The strongest path through these ripples, begun at its activity, and the sentence it ends with as a name."""
    ends = {end for told in between for end in (told.ripple.cause_observation_id, told.ripple.effect_id)}
    nodes = {id_: node for id_, node in chains.nodes(who, collaboration).items() if id_ in ends} if between else {}
    chain = strongest_chain(nodes, [told.ripple for told in between])
    if chain is None:
        return (), ""
    last = next(told.effect for told in between if told.ripple.id == chain.ripples[-1].id)
    return as_path(chain, chains.every(who, collaboration)), proposed_name(last)


def _on_line(disc: Disc, turned: Turned) -> Sector:
    return disc.sectors[turned.rotation[disc.ring.id]]


def _sector(who: Who, disc: Disc, sector: Sector, reading: Reading, newest: Sequence[Observation]) -> None:
    with st.container(border=True, gap="xxsmall", key=f"panel_{disc.ring.id}"):
        st.markdown(f"**{plain(sector.theme.label)}** :small[:gray[{plain(disc.ring.name)}]]")
        words = _levels(reading).replace("**", "")
        st.image(bar(reading, disc.number, DARK if stills.dark() else LIGHT), width="stretch", alt=words)
        st.markdown("\n\n".join(f":small[{line}]" for line in _lines(sector, reading, newest)))
        for one in newest:
            st.markdown(f":small[{_line(one)}]")
            evidence.show(who, one, small=True)
        if may(who, Act.LOG):
            st.page_link(
                "pages/log/observation.py",
                label=t("discs.log_here"),
                icon=":material/edit_note:",
                query_params={"c": who.collaboration_id, "theme": sector.theme.id},
            )


def _lines(sector: Sector, reading: Reading, newest: Sequence[Observation]) -> Iterator[str]:
    yield _levels(reading)
    if sector.theme.wish:
        yield f":gray[{plain(one_line(sector.theme.wish))}]"
    if not newest:
        yield t("discs.nothing_here")


def _line(one: Observation) -> str:
    seen = f"{day(one.said.seen_on)} · {t(f'model.rung.{int(one.said.rung)}')}"
    return f"{plain(one.said.what)} :gray[{seen}]"


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
    with st.expander(
        f"{tn('discs.ripples', len(found))}: {kinds}", icon=":material/waves:", key=f"between_{one}_{other}"
    ):
        for ripple in found:
            _ripple(ripple)


def _ripple(ripple: Told) -> None:
    st.markdown(
        f":small[{plain(ripple.cause)} **→ {t(f'model.ripple.{ripple.kind}')} →** {plain(ripple.effect)}"
        f" :gray[{t(f'model.certainty.{ripple.certainty}')}]]"
    )


def _further(all_ripples: Sequence[Told], order: list[str]) -> None:
    """Ripples between sectors on the line whose rings do not lie next to each other."""
    places = {theme: place for place, theme in enumerate(order)}
    far = [one for one in all_ripples if abs(places[one.from_theme] - places[one.to_theme]) > 1]
    if far:
        with st.expander(tn("discs.further", len(far)), icon=":material/waves:", key="between_further"):
            for ripple in far:
                _ripple(ripple)


def _keep(who: Who, line: OnLine) -> None:
    """What lies on the line is a story when its ripples make a chain: keep it, or go to where it is kept."""
    if not line.chain:
        return
    for story_id, (name, path) in _story_told.paths(who).items():
        if same_path(path, line.chain):
            address = {"c": who.collaboration_id, "story": story_id}
            label = t("story.is_kept", name=plain(name))
            st.page_link("pages/see/stories.py", label=label, icon=":material/bookmark:", query_params=address)
            return
    if _story_keep.keep(who, line.chain, line.name, _story_keep.key_of(line.chain)):
        st.rerun()


def _link(who: Who, shown: Sequence[Observation]) -> None:
    """Ask of an observation on the line whether it came from something earlier; nothing is read before."""
    if not shown or not may(who, Act.LOG):
        return
    box = st.expander(t("observation.earlier_title"), icon=":material/add_link:", key="panel_link", on_change="rerun")
    if box.open:
        with box:
            said = {one.id: one for one in shown}
            chosen = st.selectbox(
                t("story.link_which"), list(said), format_func=lambda one: said[one].said.what, key="panel_link_which"
            )
            link.earlier(who, said[chosen], titled=False)
