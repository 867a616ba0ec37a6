"""What every card of a milestone shows: its title, its facts and its story."""

from collections.abc import Sequence

import streamlit as st

from impact.celebrate import STORY
from impact.model import Milestone, MilestoneKind, Ring
from pages.ui.language import day, lines, plain, t

ICONS = {
    MilestoneKind.SUCCESS: ":material/star:",
    MilestoneKind.BRILLIANT_FAILURE: ":material/flare:",
    MilestoneKind.AGREEMENT: ":material/handshake:",
    MilestoneKind.DECISION: ":material/gavel:",
    MilestoneKind.PHASE_CHANGE: ":material/flag:",
}
CELEBRATED = (MilestoneKind.SUCCESS, MilestoneKind.BRILLIANT_FAILURE)


def title(one: Milestone, number: int | None = None) -> str:
    """The title, after its number in the picture."""
    counted = f"{number} · " if number else ""
    return f"{counted}{plain(one.said.title)}"


def facts(one: Milestone, rings: Sequence[Ring]) -> str:
    """Kind with its sign, phase, day and ring on one line."""
    ring = next((ring.name for ring in rings if ring.id == one.said.ring_id), "")
    phase = t(f"model.phase.{one.said.phase.value}") if one.said.phase else ""
    kind = f"{ICONS[one.said.kind]} {t(f'model.milestone.{one.said.kind.value}')}"
    return " · ".join(fact for fact in (kind, phase, day(one.said.on), plain(ring)) if fact)


def story(one: Milestone, asking: bool = True) -> None:
    """The story; a success and a brilliant failure are asked the same five questions, unless `asking` is off."""
    for name in STORY:
        text = getattr(one.said, name)
        if text or (asking and one.said.kind in CELEBRATED):
            told = lines(text) if text else f":gray[{t('timeline.not_written')}]"
            st.markdown(f"**{t(f'timeline.story.{name}')}**  \n{told}")
