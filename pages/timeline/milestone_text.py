"""The texts of a milestone on every card: its title, its facts and its story."""

from collections.abc import Sequence

import streamlit as st

from impact.milestones.milestone_rules import CELEBRATED_KINDS, STORY_FIELDS
from impact.model import Milestone, MilestoneKind, Ring
from pages.ui.language import escape_lines, escape_markdown, format_day, t

KIND_ICONS = {
    MilestoneKind.SUCCESS: ":material/star:",
    MilestoneKind.BRILLIANT_FAILURE: ":material/flare:",
    MilestoneKind.AGREEMENT: ":material/handshake:",
    MilestoneKind.DECISION: ":material/gavel:",
    MilestoneKind.PHASE_CHANGE: ":material/flag:",
}


def format_milestone_title(milestone: Milestone, number: int | None = None) -> str:
    """Return the title, after its number in the chart when there is one."""
    prefix = f"{number} · " if number else ""
    return f"{prefix}{escape_markdown(milestone.details.title)}"


def format_milestone_facts(milestone: Milestone, rings: Sequence[Ring]) -> str:
    """Return the kind with its icon, the phase, the day and the ring on one line."""
    ring = next((ring.name for ring in rings if ring.id == milestone.details.ring_id), "")
    phase = t(f"model.phase.{milestone.details.phase.value}") if milestone.details.phase else ""
    kind = f"{KIND_ICONS[milestone.details.kind]} {t(f'model.milestone.{milestone.details.kind.value}')}"
    return " · ".join(fact for fact in (kind, phase, format_day(milestone.details.on), escape_markdown(ring)) if fact)


def show_milestone_story(milestone: Milestone, show_unanswered: bool = True) -> None:
    """Show the story; for a success and a brilliant failure also the questions without an answer, when asked for."""
    for name in STORY_FIELDS:
        text = getattr(milestone.details, name)
        if text or (show_unanswered and milestone.details.kind in CELEBRATED_KINDS):
            answer = escape_lines(text) if text else f":gray[{t('timeline.not_written')}]"
            st.markdown(f"**{t(f'common.field.{name}')}**  \n{answer}")
