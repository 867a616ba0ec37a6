"""What a meeting pack is made of: what was read for it, before anything is compared or written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from impact.model import Milestone, MilestoneKind, Ring, Tally
from impact.months import count_months_between, get_month, list_months, shift_month
from impact.picture.disc_data import RippleCount
from impact.picture.discs import DiscPicture, build_picture
from impact.report.pack import PackRequest
from impact.ripples.stories import StepDetails

DEFAULT_MONTHS_BACK = 6
MAX_STORIES = 3
MEETING_KINDS = (MilestoneKind.AGREEMENT, MilestoneKind.DECISION)


@dataclass(frozen=True)
class PackStory:
    """A story as it goes into the pack: name, telling, steps, and whether somebody kept it or it is only proposed."""

    name: str
    telling: str
    steps: tuple[StepDetails, ...]
    is_kept: bool = True


@dataclass(frozen=True)
class PackMaterial:
    """What was read. All counts are of the window up to now, under the filters, and of observations that count.

    `rungs_by_theme` holds how many observations stand on each evidence rung, the lowest first; `loose_count` how many
    have no ripple; `silent_organisations` those of which nothing was seen, by name (none when one is
    filtered).
    """

    name: str
    is_fictional: bool
    rings: tuple[Ring, ...]
    tallies: tuple[Tally, ...] = ()
    ripple_counts: tuple[RippleCount, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    rungs_by_theme: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    loose_count: int = 0
    silent_organisations: tuple[str, ...] = ()


def build_pack_picture(material: PackMaterial, request: PackRequest) -> DiscPicture:
    """The discs of this material from its first month, or that of then, up to now."""
    first_month = min([request.month_then, *(tally.month for tally in material.tallies)])
    months = list_months(min(first_month, request.month_now), request.month_now)
    return build_picture(material.rings, material.tallies, months, request.window, request.confirmed_only)


def get_month_index(pack_picture: DiscPicture, month: date) -> int:
    """Where this month stands in the picture."""
    return count_months_between(pack_picture.months[0], month)


def find_last_meeting(milestones: tuple[Milestone, ...], now: date) -> Milestone | None:
    """The latest agreement or decision of an earlier month than this one, that everybody may see."""
    past_meetings = [
        milestone
        for milestone in milestones
        if milestone.details.kind in MEETING_KINDS
        and not milestone.is_held_ready
        and milestone.details.on < get_month(now)
    ]
    return max(past_meetings, key=lambda milestone: milestone.details.on, default=None)


def choose_month_to_compare(milestones: tuple[Milestone, ...], now: date) -> date:
    """The month to compare with when nobody chose one: that of the last agreement or decision, else 6 months back."""
    last = find_last_meeting(milestones, now)
    return get_month(last.details.on) if last else shift_month(get_month(now), -DEFAULT_MONTHS_BACK)


def list_milestones_since(material: PackMaterial, request: PackRequest, today: date) -> tuple[Milestone, ...]:
    """The milestones after the month of then, up to today, newest first; what is held ready is not told."""
    first_day = shift_month(request.month_then)
    new_milestones = [
        milestone
        for milestone in material.milestones
        if not milestone.is_held_ready and first_day <= milestone.details.on <= today
    ]
    return tuple(sorted(new_milestones, key=lambda milestone: milestone.details.on, reverse=True))
