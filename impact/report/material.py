"""What a meeting pack is made of: what was read for it, before anything is compared or written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from impact.disc_feed import RippleCount
from impact.discs import Picture, picture
from impact.model import Milestone, MilestoneKind, Ring, Tally
from impact.months import all_months, month_after, month_of, months_between
from impact.report.pack import Asked
from impact.stories import Step

LOOK_BACK = 6
MOST_STORIES = 3
MEETINGS = (MilestoneKind.AGREEMENT, MilestoneKind.DECISION)


@dataclass(frozen=True)
class Told:
    """A story as it goes into the pack: name, telling, steps, and whether somebody kept it or it is only proposed."""

    name: str
    telling: str
    steps: tuple[Step, ...]
    kept: bool = True


@dataclass(frozen=True)
class Material:
    """What was read. All counts are of the window up to now, under the filters, and of observations that count.

    `rungs` holds per theme how many observations stand on each evidence rung, the lowest first; `loose` how many have
    no ripple; `silent` the organisations of which nothing was seen, by name (empty when one organisation is filtered).
    """

    name: str
    fictional: bool
    rings: tuple[Ring, ...]
    tallies: tuple[Tally, ...] = ()
    links: tuple[RippleCount, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    rungs: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    loose: int = 0
    silent: tuple[str, ...] = ()


def drawn(material: Material, asked: Asked) -> Picture:
    """The discs of this material from its first month, or that of then, up to now."""
    first = min([asked.then, *(tally.month for tally in material.tallies)])
    months = all_months(min(first, asked.now), asked.now)
    return picture(material.rings, material.tallies, months, asked.window, asked.confirmed_only)


def at(shown: Picture, month: date) -> int:
    """Where this month stands in the picture."""
    return months_between(shown.months[0], month)


def last_meeting(milestones: tuple[Milestone, ...], now: date) -> Milestone | None:
    """The latest agreement or decision of an earlier month than this one, that everybody may see."""
    past = [one for one in milestones if one.said.kind in MEETINGS and not one.held and one.said.on < month_of(now)]
    return max(past, key=lambda one: one.said.on, default=None)


def compared_with(milestones: tuple[Milestone, ...], now: date) -> date:
    """The month to compare with when nobody chose one: that of the last agreement or decision, else 6 months back."""
    found = last_meeting(milestones, now)
    return month_of(found.said.on) if found else month_after(month_of(now), -LOOK_BACK)


def since(material: Material, asked: Asked, today: date) -> tuple[Milestone, ...]:
    """The milestones after the month of then, up to today, newest first; what is held ready is not told."""
    after = month_after(asked.then)
    found = [one for one in material.milestones if not one.held and after <= one.said.on <= today]
    return tuple(sorted(found, key=lambda one: one.said.on, reverse=True))
