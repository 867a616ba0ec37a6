"""One meeting: its material compared between two months, and the words of whoever reads about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from impact.discs import Picture
from impact.report.changes import Change, changes
from impact.report.material import MOST_STORIES, Material, Told, at, drawn
from impact.report.pack import Asked
from impact.stories import Doubt, Gone, Step
from impact.words import count, day, month, number, say

NAME_IN_FOOT = 48


@dataclass(frozen=True)
class Meeting:
    """The material, what was asked of it, the discs that follow, every sector then and now, at most three stories."""

    material: Material
    asked: Asked
    picture: Picture
    changes: tuple[Change, ...]
    stories: tuple[Told, ...]
    language: str
    today: date

    @property
    def then(self) -> int:
        """Where the month of then stands in the picture."""
        return at(self.picture, self.asked.then)

    @property
    def now(self) -> int:
        """Where the month of now stands in the picture."""
        return at(self.picture, self.asked.now)

    @property
    def months(self) -> dict[str, str]:
        """The names of both months."""
        return {"then": self.month(self.asked.then), "now": self.month(self.asked.now)}

    @property
    def filters(self) -> str:
        """What is counted, in one line, as above the discs."""
        return self.say(
            "discs.filters",
            org=self.asked.organisation or self.say("discs.together"),
            state=self.say(f"discs.state.{'confirmed' if self.asked.confirmed_only else 'all'}"),
            window=self.say(f"discs.window.{self.asked.window or 'all'}"),
        )

    @property
    def foot(self) -> str:
        """Whose pack this is, of which months and filters, and made on which day: for the foot of every page."""
        name = self.material.name
        short = name if len(name) <= NAME_IN_FOOT else name[: NAME_IN_FOOT - 1].rstrip() + "…"
        parts = (
            short,
            self.say("pack.foot", **self.months),
            self.filters,
            self.say("pack.made", day=self.day(self.today)),
        )
        return " · ".join(parts)

    def say(self, key: str, **facts: object) -> str:
        """The text of this key."""
        return say(self.language, key, **facts)

    def count(self, key: str, n: int, **facts: object) -> str:
        """The text of this key for this number."""
        return count(self.language, key, n, **facts)

    def number(self, n: int) -> str:
        """A count, the reader's way."""
        return number(self.language, n, 0)

    def month(self, when: date) -> str:
        """A month, the reader's way."""
        return month(self.language, when)

    def day(self, when: date) -> str:
        """A day, the reader's way."""
        return day(self.language, when)


def meeting(material: Material, asked: Asked, stories: Sequence[Told], language: str, today: date) -> Meeting:
    """This material, compared for a meeting as it stands today."""
    picture = drawn(material, asked)
    every = changes(picture, at(picture, asked.then), at(picture, asked.now))
    told = tuple(replace(one, steps=tuple(map(_for_all, one.steps))) for one in stories[:MOST_STORIES])
    return Meeting(material, asked, picture, every, told, language, today)


def _for_all(step: Step) -> Step:
    """The step as everybody may read it: what does not count (any more), such as a draft of one's own, is a gap."""
    one = step.observation
    if one is None or one.counts:
        return step
    return replace(step, thing=Gone.WITHDRAWN, doubts=(Doubt.GONE,))
