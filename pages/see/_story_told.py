"""Stories as every screen tells them: what is kept and proposed, found once per data version, and the steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from db import desired
from db import stories as store
from impact import story_words
from impact.model import Collaboration, Ring, Who
from impact.stories import Path, Point, Step, Story, line, same_path, suggested
from pages.ui import chains, evidence, view
from pages.ui.database import look
from pages.ui.kept import kept
from pages.ui.language import language, lines, plain, t

KEPT = 32


@dataclass(frozen=True)
class Shelf:
    """Every story in its order, the paths that are proposed and not kept yet, told, and the rings they run through."""

    stories: tuple[Story, ...]
    proposed: tuple[tuple[Path, tuple[Step, ...]], ...]
    rings: tuple[Ring, ...]


def shelf(who: Who) -> Shelf:
    """The stories of this collaboration as this person may read and change them."""
    return _shelf(view.opened(who), language(), who.person_id, who)


@kept(max_entries=KEPT, hash_funcs={Collaboration: repr})
def _shelf(collaboration: Collaboration, spoken: str, person_id: str, _who: Who) -> Shelf:
    paths = suggested(chains.nodes(_who, collaboration), chains.every(_who, collaboration))
    with look() as session:
        before = store.stories(session, _who)
        new = [path for path in paths if not any(same_path(path, one.path) for one in before)]
        told = tuple(zip(new, store.told(session, _who, new), strict=True))
        return Shelf(before, told, desired.rings(session, _who, t("model.unexpected")))


def paths(who: Who) -> Mapping[str, tuple[str, Path]]:
    """The name and the path of every story by its id, in their order; quick, for the discs."""
    return _paths(view.opened(who), who)


@kept(max_entries=KEPT, hash_funcs={Collaboration: repr})
def _paths(collaboration: Collaboration, _who: Who) -> Mapping[str, tuple[str, Path]]:
    with look() as session:
        return store.paths(session, _who)


def steps(who: Who, path: Path) -> tuple[Step, ...]:
    """This path, told step by step."""
    return _steps(view.opened(who), path, who)


@kept(max_entries=KEPT, hash_funcs={Collaboration: repr, Point: repr})
def _steps(collaboration: Collaboration, path: Path, _who: Who) -> tuple[Step, ...]:
    with look() as session:
        return store.told(session, _who, [path])[0]


def in_short(told: Sequence[Step], rings: Sequence[Ring]) -> None:
    """The sentences of a story one below the other, with what leads from each to the next."""
    said = []
    for number, step in enumerate(told):
        if number:
            said.append(f":small[**↓ {plain(story_words.way(step, language()))}**]")
        place = plain(story_words.where(step, rings, language()))
        said.append(f"{plain(story_words.sentence(step, language()))} :small[:gray[{place}]]")
    st.markdown("\n\n".join(said))


def in_full(who: Who, told: Sequence[Step], rings: Sequence[Ring]) -> None:
    """Every step with its evidence and its doubts, the ripple before it with why, and the way to the logbook."""
    for number, step in enumerate(told):
        if number:
            _way(step)
        with st.container(border=True, gap="xsmall", key=f"story_step_{number}"):
            _step(who, step, rings)


def _way(step: Step) -> None:
    way = story_words.way(step, language())
    st.markdown(f":material/arrow_downward: **{plain(way)}**" if way else ":material/more_vert:")
    if step.ripple and step.ripple.why:
        st.caption(lines(step.ripple.why))


def _step(who: Who, step: Step, rings: Sequence[Ring]) -> None:
    place = story_words.where(step, rings, language())
    order = [] if step.order is None else [t("story.order", order=step.order)]
    st.markdown(f"**{plain(story_words.sentence(step, language()))}**")
    if place:
        st.caption(" · ".join([plain(place), *order]))
    if step.doubts:
        st.markdown(f":small[:material/help: {plain(story_words.doubted(step, language()))}]")
    if one := step.observation:
        evidence.show(who, one, small=True)
        st.page_link(
            "pages/log/logbook.py",
            label=t("story.to_log"),
            icon=":material/menu_book:",
            query_params={"c": who.collaboration_id, "o": one.id},
        )


def to_discs(who: Who, told: Sequence[Step]) -> None:
    """The way to the discs with this story on the reading line, in the month of its last step."""
    themes, month = line(told)
    if month is None:
        return
    address = {"c": who.collaboration_id, "line": ",".join(themes.values()), "month": f"{month:%Y-%m}"}
    st.page_link("pages/see/discs.py", label=t("story.lined_up"), icon=":material/album:", query_params=address)
