"""The pages of what was celebrated and agreed since then: all of it in a list, and the newest stories in full."""

from collections.abc import Sequence

from impact.celebrate import STORY
from impact.model import Milestone, MilestoneKind
from impact.report.material import since
from impact.report.meeting import Meeting
from impact.report.pack import Column, Page, Points, Table, Value

MOST_LISTED = 24
TOLD_EACH = 2  # as many brilliant failures as successes
CELEBRATED = (MilestoneKind.SUCCESS, MilestoneKind.BRILLIANT_FAILURE)


def milestone_pages(about: Meeting) -> tuple[Page, ...]:
    """The list of milestones since then, and a page for each of the newest successes and brilliant failures told."""
    found = since(about.material, about.asked, about.today)
    return (_list_page(about, found), *(_card(about, one) for one in chosen(found)))


def chosen(found: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """The newest two successes and the newest two brilliant failures of which something was told, newest first."""
    told = [one for one in found if any(getattr(one.said, name) for name in STORY)]
    picked = [one for kind in CELEBRATED for one in [one for one in told if one.said.kind is kind][:TOLD_EACH]]
    return tuple(one for one in told if one in picked)


def _list_page(about: Meeting, found: Sequence[Milestone]) -> Page:
    if not found:
        return Page("milestones", about.say("pack.milestones.none", **about.months), about.say("pack.milestones.ask"))
    counts = ((kind, sum(one.said.kind is kind for one in found)) for kind in MilestoneKind)
    lead = " · ".join(about.count(f"pack.milestones.{kind.value}", n) for kind, n in counts if n)
    columns = (
        Column(about.say("pack.column.when"), 1.8),
        Column(about.say("pack.column.sort"), 2.4),
        Column(about.say("pack.column.what"), 6.0),
        Column(about.say("twin.ring"), 2.4),
    )
    rest = len(found) - MOST_LISTED
    key = about.count("pack.milestones.more", rest) if rest > 0 else ""
    rows = tuple(_row(about, one) for one in found[:MOST_LISTED])
    table = Table(about.say("pack.milestones.caption", **about.months), columns, rows, key=key)
    return Page("milestones", about.count("pack.milestones.title", len(found), **about.months), lead, (table,))


def _row(about: Meeting, one: Milestone) -> tuple[Value, ...]:
    kind = _kind(about, one)
    if one.said.phase:
        kind = f"{kind}: {about.say(f'model.phase.{one.said.phase.value}')}"
    return one.said.on, kind, one.said.title, _ring(about, one)


def _kind(about: Meeting, one: Milestone) -> str:
    return about.say(f"model.milestone.{one.said.kind.value}")


def _ring(about: Meeting, one: Milestone) -> str:
    return next((ring.name for ring in about.material.rings if ring.id == one.said.ring_id), "")


def _card(about: Meeting, one: Milestone) -> Page:
    kind = _kind(about, one)
    lead = (kind[0].upper() + kind[1:], about.day(one.said.on), _ring(about, one))
    parts = tuple(
        Points(about.say(f"pack.card.{name}"), tuple(text.splitlines()))
        for name in STORY
        if (text := getattr(one.said, name))
    )
    return Page("card", one.said.title, " · ".join(part for part in lead if part), parts)
