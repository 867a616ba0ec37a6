"""What makes a milestone fit to keep: cleaning what was typed, and saying what is wrong with it."""

from dataclasses import replace
from datetime import date
from typing import Any

from impact.errors import Invalid
from impact.model import MAX_TEXT_LENGTH, MilestoneKind, NewMilestone
from impact.observation.observation_rules import EARLIEST_DAY, clean_line
from impact.text.safe_text import clean_text

MAX_TITLE_LENGTH = 120
CELEBRATED_KINDS = (MilestoneKind.SUCCESS, MilestoneKind.BRILLIANT_FAILURE)
STORY_FIELDS = ("intention", "happened", "learned", "changed", "shared_with")


def tidy_milestone(milestone: NewMilestone) -> NewMilestone:
    """The milestone with clean texts; only a phase change keeps its phase."""
    story_texts: dict[str, Any] = {name: clean_text(getattr(milestone, name)) for name in STORY_FIELDS}
    phase = milestone.phase if milestone.kind is MilestoneKind.PHASE_CHANGE else None
    return replace(milestone, title=clean_line(milestone.title), phase=phase, **story_texts)


def list_milestone_problems(milestone: NewMilestone, today: date) -> tuple[Invalid, ...]:
    """Everything that keeps this (tidied) milestone from being saved, one error for each field; empty when it is fine.

    What is celebrated has happened; a day ahead is for what is held ready, and for a phase that is planned.
    """
    errors = []
    if not milestone.title:
        errors.append(Invalid(field="title", reason="empty"))
    elif len(milestone.title) > MAX_TITLE_LENGTH:
        errors.append(Invalid(field="title", reason="too_long", limit=MAX_TITLE_LENGTH))
    if milestone.on < EARLIEST_DAY:
        errors.append(Invalid(field="on", reason="too_early"))
    elif milestone.on > today and not may_be_in_future(milestone):
        errors.append(Invalid(field="on", reason="ahead"))
    if milestone.kind is MilestoneKind.PHASE_CHANGE and milestone.phase is None:
        errors.append(Invalid(field="phase", reason="empty"))
    for name in STORY_FIELDS:
        if len(getattr(milestone, name)) > MAX_TEXT_LENGTH:
            errors.append(Invalid(field=name, reason="too_long", limit=MAX_TEXT_LENGTH))
    return tuple(errors)


def may_be_in_future(milestone: NewMilestone) -> bool:
    """Whether this milestone may stand on a day that has yet to come."""
    return milestone.held or milestone.kind is MilestoneKind.PHASE_CHANGE


def check_milestone(milestone: NewMilestone, today: date) -> NewMilestone:
    """The milestone, tidied. Raises Invalid with the first problem."""
    tidied_milestone = tidy_milestone(milestone)
    for problem in list_milestone_problems(tidied_milestone, today):
        raise problem
    return tidied_milestone
