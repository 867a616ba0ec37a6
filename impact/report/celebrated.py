"""The pages of what was celebrated and agreed since then: all of it in a list, and the newest stories in full."""

from collections.abc import Sequence
from datetime import date

from impact.celebrate import STORY
from impact.model import Milestone, MilestoneKind
from impact.report.material import Material, since
from impact.report.pack import Asked, Column, Page, Points, Table
from impact.words import count, day, month, say

MOST_LISTED = 24
TOLD_EACH = 2  # as many brilliant failures as successes
CELEBRATED = (MilestoneKind.SUCCESS, MilestoneKind.BRILLIANT_FAILURE)


def milestone_pages(material: Material, asked: Asked, language: str, today: date) -> tuple[Page, ...]:
    """The list of milestones since then, and a page for each of the newest successes and brilliant failures told."""
    found = since(material, asked, today)
    return (_list_page(found, material, asked, language), *(_card(one, material, language) for one in chosen(found)))


def chosen(found: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """The newest two successes and the newest two brilliant failures of which something was told, newest first."""
    told = [one for one in found if any(getattr(one.said, name) for name in STORY)]
    picked = [one for kind in CELEBRATED for one in [one for one in told if one.said.kind is kind][:TOLD_EACH]]
    return tuple(one for one in told if one in picked)


def _list_page(found: Sequence[Milestone], material: Material, asked: Asked, language: str) -> Page:
    then = month(language, asked.then)
    if not found:
        return Page(
            "milestones", say(language, "pack.milestones.none", then=then), say(language, "pack.milestones.ask")
        )
    counts = ((kind, sum(one.said.kind is kind for one in found)) for kind in MilestoneKind)
    told = " · ".join(count(language, f"pack.milestones.{kind.value}", n) for kind, n in counts if n)
    columns = (
        Column(say(language, "pack.column.when"), 1.4),
        Column(say(language, "pack.column.sort"), 2.4),
        Column(say(language, "pack.column.what"), 6.0),
        Column(say(language, "twin.ring"), 2.4),
    )
    listed = found[:MOST_LISTED]
    rest = len(found) - len(listed)
    key = count(language, "pack.milestones.more", rest) if rest else ""
    rows = tuple(_row(one, material, language) for one in listed)
    table = Table(say(language, "pack.milestones.caption", then=then), columns, rows, key=key)
    return Page("milestones", count(language, "pack.milestones.title", len(found), then=then), told, (table,))


def _row(one: Milestone, material: Material, language: str) -> tuple[str, ...]:
    kind = say(language, f"model.milestone.{one.said.kind.value}")
    if one.said.phase:
        kind = f"{kind}: {say(language, f'model.phase.{one.said.phase.value}')}"
    return day(language, one.said.on), kind, one.said.title, _ring(one, material)


def _ring(one: Milestone, material: Material) -> str:
    return next((ring.name for ring in material.rings if ring.id == one.said.ring_id), "")


def _card(one: Milestone, material: Material, language: str) -> Page:
    kind = say(language, f"model.milestone.{one.said.kind.value}")
    lead = " · ".join(part for part in (kind, day(language, one.said.on), _ring(one, material)) if part)
    parts = tuple(
        Points(say(language, f"pack.card.{name}"), tuple(text.splitlines()))
        for name in STORY
        if (text := getattr(one.said, name))
    )
    return Page("card", one.said.title, lead[0].upper() + lead[1:], parts)
