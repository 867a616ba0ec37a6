"""The pages of what was celebrated and agreed since then: all of it in a list, and the newest stories in full."""

from collections.abc import Sequence

from impact.milestones.milestone_rules import CELEBRATED_KINDS, STORY_FIELDS
from impact.model import Milestone, MilestoneKind
from impact.report.comparison import MeetingComparison
from impact.report.material import list_milestones_since
from impact.report.pack import ListBlock, PackPage, TableBlock, TableColumn, Value

MAX_LISTED_MILESTONES = 24
# As many brilliant failures as successes.
MAX_STORIES_PER_KIND = 2


def build_milestone_pages(comparison: MeetingComparison) -> tuple[PackPage, ...]:
    """The list of milestones since then, and a page for each of the newest successes and brilliant failures told."""
    milestones = list_milestones_since(comparison.material, comparison.request, comparison.today)
    return (
        _build_milestone_list_page(comparison, milestones),
        *(_build_milestone_page(comparison, milestone) for milestone in choose_milestones_to_tell(milestones)),
    )


def choose_milestones_to_tell(milestones: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """The newest two successes and the newest two brilliant failures of which something was told, newest first."""
    milestones_with_story = [
        milestone for milestone in milestones if any(getattr(milestone.details, name) for name in STORY_FIELDS)
    ]
    picked = [
        milestone
        for kind in CELEBRATED_KINDS
        for milestone in [milestone for milestone in milestones_with_story if milestone.details.kind is kind][
            :MAX_STORIES_PER_KIND
        ]
    ]
    return tuple(milestone for milestone in milestones_with_story if milestone in picked)


def _build_milestone_list_page(comparison: MeetingComparison, milestones: Sequence[Milestone]) -> PackPage:
    if not milestones:
        return PackPage(
            "milestones",
            comparison.get_text("pack.milestones.none", **comparison.month_names),
            comparison.get_text("pack.milestones.ask"),
        )
    count_by_kind = ((kind, sum(milestone.details.kind is kind for milestone in milestones)) for kind in MilestoneKind)
    lead = " · ".join(comparison.get_plural_text(f"pack.milestones.{kind.value}", n) for kind, n in count_by_kind if n)
    columns = (
        TableColumn(comparison.get_text("common.field.on"), 1.8),
        TableColumn(comparison.get_text("pack.column.sort"), 2.4),
        TableColumn(comparison.get_text("common.what"), 6.0),
        TableColumn(comparison.get_text("common.ring"), 2.4),
    )
    hidden_count = len(milestones) - MAX_LISTED_MILESTONES
    key = comparison.get_plural_text("pack.milestones.more", hidden_count) if hidden_count > 0 else ""
    rows = tuple(_build_milestone_list_row(comparison, milestone) for milestone in milestones[:MAX_LISTED_MILESTONES])
    table = TableBlock(comparison.get_text("pack.milestones.caption", **comparison.month_names), columns, rows, key=key)
    return PackPage(
        "milestones",
        comparison.get_plural_text("pack.milestones.title", len(milestones), **comparison.month_names),
        lead,
        (table,),
    )


def _build_milestone_list_row(comparison: MeetingComparison, milestone: Milestone) -> tuple[Value, ...]:
    kind = _translate_milestone_kind(comparison, milestone)
    if milestone.details.phase:
        kind = f"{kind}: {comparison.get_text(f'model.phase.{milestone.details.phase.value}')}"
    return milestone.details.on, kind, milestone.details.title, _get_ring_name(comparison, milestone)


def _translate_milestone_kind(comparison: MeetingComparison, milestone: Milestone) -> str:
    return comparison.get_text(f"model.milestone.{milestone.details.kind.value}")


def _get_ring_name(comparison: MeetingComparison, milestone: Milestone) -> str:
    return next((ring.name for ring in comparison.material.rings if ring.id == milestone.details.ring_id), "")


def _build_milestone_page(comparison: MeetingComparison, milestone: Milestone) -> PackPage:
    kind = _translate_milestone_kind(comparison, milestone)
    lead = (
        kind[0].upper() + kind[1:],
        comparison.format_day(milestone.details.on),
        _get_ring_name(comparison, milestone),
    )
    parts = tuple(
        ListBlock(comparison.get_text(f"common.field.{name}"), tuple(text.splitlines()))
        for name in STORY_FIELDS
        if (text := getattr(milestone.details, name))
    )
    return PackPage("card", milestone.details.title, " · ".join(part for part in lead if part), parts)
