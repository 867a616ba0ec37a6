"""One meeting: its material compared between two months, and the words of whoever reads about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from impact.picture.discs import DiscPicture
from impact.report.changes import SectorChange, compare_sectors
from impact.report.material import MAX_STORIES, PackMaterial, PackStory, build_pack_picture, get_month_index
from impact.report.pack import PackRequest
from impact.ripples.stories import MissingReason, StepDetails, StoryDoubt
from impact.text.measure import shorten_to_letters
from impact.words import format_day, format_month, format_number, get_plural_text, get_text

MAX_FOOTER_NAME_LETTERS = 48


@dataclass(frozen=True)
class MeetingComparison:
    """The material, what was asked of it, the discs that follow, every sector then and now, at most three stories."""

    material: PackMaterial
    request: PackRequest
    picture: DiscPicture
    changes: tuple[SectorChange, ...]
    stories: tuple[PackStory, ...]
    language: str
    today: date

    @property
    def index_then(self) -> int:
        """Where the month of then stands in the picture."""
        return get_month_index(self.picture, self.request.month_then)

    @property
    def index_now(self) -> int:
        """Where the month of now stands in the picture."""
        return get_month_index(self.picture, self.request.month_now)

    @property
    def month_names(self) -> dict[str, str]:
        """The names of both months."""
        return {"then": self.format_month(self.request.month_then), "now": self.format_month(self.request.month_now)}

    @property
    def filter_text(self) -> str:
        """What is counted, in one line, as above the discs."""
        return self.get_text(
            "discs.filters",
            org=self.request.organisation or self.get_text("discs.together"),
            state=self.get_text(f"discs.state.{'confirmed' if self.request.confirmed_only else 'all'}"),
            window=self.get_text(f"discs.window.{self.request.window or 'all'}"),
        )

    @property
    def footer_text(self) -> str:
        """Whose pack this is, of which months and filters, and made on which day: for the foot of every page."""
        parts = (
            shorten_to_letters(self.material.name, MAX_FOOTER_NAME_LETTERS),
            self.get_text("pack.foot", **self.month_names),
            self.filter_text,
            self.get_text("pack.made", day=self.format_day(self.today)),
        )
        return " · ".join(parts)

    def get_text(self, key: str, **facts: object) -> str:
        """The text of this key."""
        return get_text(self.language, key, **facts)

    def get_plural_text(self, key: str, n: int, **facts: object) -> str:
        """The text of this key for this number."""
        return get_plural_text(self.language, key, n, **facts)

    def format_count(self, n: int) -> str:
        """A count, the reader's way."""
        return format_number(self.language, n, 0)

    def format_month(self, month_start: date) -> str:
        """A month, the reader's way."""
        return format_month(self.language, month_start)

    def format_day(self, calendar_day: date) -> str:
        """A day, the reader's way."""
        return format_day(self.language, calendar_day)


def compare_months(
    material: PackMaterial, request: PackRequest, stories: Sequence[PackStory], language: str, today: date
) -> MeetingComparison:
    """This material, compared for a meeting as it stands today."""
    picture = build_pack_picture(material, request)
    sector_changes = compare_sectors(
        picture, get_month_index(picture, request.month_then), get_month_index(picture, request.month_now)
    )
    readable_stories = tuple(
        replace(story, steps=tuple(map(_hide_uncounted_step, story.steps))) for story in stories[:MAX_STORIES]
    )
    return MeetingComparison(material, request, picture, sector_changes, readable_stories, language, today)


def _hide_uncounted_step(step: StepDetails) -> StepDetails:
    """The step as everybody may read it: what does not count (any more), such as a draft of one's own, is a gap."""
    observation = step.observation
    if observation is None or observation.is_counted:
        return step
    return replace(step, subject=MissingReason.WITHDRAWN, doubts=(StoryDoubt.GONE,))
