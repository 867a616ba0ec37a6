"""What makes a milestone fit to keep: cleaning what was typed, and saying what is wrong with it."""

from dataclasses import replace
from datetime import date
from typing import Any

from impact.errors import Invalid
from impact.model import TEXT_LIMIT, MilestoneKind, NewMilestone
from impact.observe import EARLIEST, clean, one_line

TITLE_LIMIT = 120
STORY = ("intention", "happened", "learned", "changed", "shared_with")


def tidied(said: NewMilestone) -> NewMilestone:
    """The milestone with clean texts; only a phase change keeps its phase."""
    story: dict[str, Any] = {name: clean(getattr(said, name)) for name in STORY}
    phase = said.phase if said.kind is MilestoneKind.PHASE_CHANGE else None
    return replace(said, title=one_line(said.title), phase=phase, **story)


def problems(said: NewMilestone, today: date) -> tuple[Invalid, ...]:
    """Everything that keeps this (tidied) milestone from being saved, one error for each field; empty when it is fine.

    What is celebrated has happened; a day ahead is for what is held ready, and for a phase that is planned.
    """
    found = []
    if not said.title:
        found.append(Invalid(field="title", reason="empty"))
    elif len(said.title) > TITLE_LIMIT:
        found.append(Invalid(field="title", reason="too_long", limit=TITLE_LIMIT))
    if said.on < EARLIEST:
        found.append(Invalid(field="on", reason="too_early"))
    elif said.on > today and not may_lie_ahead(said):
        found.append(Invalid(field="on", reason="ahead"))
    if said.kind is MilestoneKind.PHASE_CHANGE and said.phase is None:
        found.append(Invalid(field="phase", reason="empty"))
    for name in STORY:
        if len(getattr(said, name)) > TEXT_LIMIT:
            found.append(Invalid(field=name, reason="too_long", limit=TEXT_LIMIT))
    return tuple(found)


def may_lie_ahead(said: NewMilestone) -> bool:
    """Whether this milestone may stand on a day that has yet to come."""
    return said.held or said.kind is MilestoneKind.PHASE_CHANGE


def checked(said: NewMilestone, today: date) -> NewMilestone:
    """The milestone, tidied. Raises Invalid with the first problem."""
    fit = tidied(said)
    for problem in problems(fit, today):
        raise problem
    return fit
