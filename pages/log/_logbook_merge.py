"""Two versions side by side: for each field that differs, which one stays; a text may be worked on further."""

from dataclasses import dataclass

import streamlit as st

from impact.merge import Difference, Side, differences, merged
from impact.model import TEXTS, NewObservation, Observation, State
from impact.observe import tidied
from pages.log._logbook_words import Named, field, told_in_words
from pages.ui.language import lines, t

WORKED_ON = "logbook_merge_texts"
KEY = "logbook_merge"


@dataclass(frozen=True)
class Merging:
    """Two versions to bring together: the text both began with, one's own and theirs; `number` counts the rounds."""

    base: NewObservation
    mine: NewObservation
    theirs: Observation
    number: int = 1


def next_round(base: NewObservation, mine: NewObservation, theirs: Observation, before: Merging | None) -> Merging:
    """Begin to compare, or begin again because a third version came in between; what was chosen by then is mine."""
    return Merging(tidied(base), tidied(mine), theirs, before.number + 1 if before else 1)


def ask(now: Merging, named: Named) -> NewObservation:
    """Both versions of every field that differs, and which one stays; returns what comes of it."""
    st.header(t("judge.merge_title"))
    st.info(t("judge.merge_text"), icon=":material/compare_arrows:")
    ours = told_in_words(now.mine, State.SHARED, named)
    others = told_in_words(now.theirs.said, State.SHARED, named)
    sides: dict[str, Side] = {}
    texts: dict[str, str] = {}
    for one in differences(now.base, now.mine, now.theirs.said):
        with st.container(border=True, gap="small", key=f"{KEY}_box_{one.name}"):
            st.markdown(f"**{field(one.name)}**")
            _mark(one)
            left, right = st.columns(2)
            left.markdown(f"{t('judge.mine')}  \n{lines(ours[one.name])}")
            right.markdown(f"{t('judge.theirs')}  \n{lines(others[one.name])}")
            sides[one.name] = _side(now, one)
            if one.name in TEXTS:
                texts[one.name] = _text(now, one.name, sides[one.name])
    return merged(now.mine, now.theirs.said, sides, texts)


def stop() -> None:
    """Let go of the texts that were worked on."""
    st.session_state.pop(WORKED_ON, None)


def _mark(one: Difference) -> None:
    if one.both:
        st.markdown(f":orange[:material/call_split: {t('judge.both_changed')}]")
    else:
        st.caption(t("judge.only_mine" if one.start is Side.MINE else "judge.only_theirs"))


def _side(now: Merging, one: Difference) -> Side:
    chosen = st.radio(
        t("judge.keep"),
        [side.value for side in Side],
        index=list(Side).index(one.start),
        format_func=lambda side: t(f"judge.keep.{side}"),
        horizontal=True,
        key=f"{KEY}_{now.number}_{one.name}",
    )
    return Side(chosen)


def _text(now: Merging, name: str, side: Side) -> str:
    """The text of the side that stays, to work on; what was typed on the other side waits there."""
    key = f"{KEY}_{now.number}_{name}_{side.value}"
    worked_on: dict[str, str] = st.session_state.setdefault(WORKED_ON, {})
    said = now.mine if side is Side.MINE else now.theirs.said
    if key not in st.session_state:
        st.session_state[key] = worked_on.get(key, getattr(said, name))
    worked_on[key] = st.text_area(
        t("judge.work_on"), max_chars=TEXTS[name].limit, height=90 if name == "what" else 80, key=key
    )
    return worked_on[key]
