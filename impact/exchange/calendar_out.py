"""Milestones as iCalendar (RFC 5545), for any calendar: whole days, each known again when it is taken in anew."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from impact.celebrate import STORY
from impact.model import Milestone
from impact.safe_text import drop_unsafe
from impact.words import say

MAKER = "-//Rimpel//Rimpel//{language}"
UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)


def written(name: str, milestones: Iterable[Milestone], rings: Mapping[str, str], language: str) -> bytes:
    """The milestones of the collaboration of this name as a calendar; what is held ready never goes along.

    `rings` are the names of the rings by their ids.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER.format(language=language.upper()))
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", drop_unsafe(name))
    for one in milestones:
        if not one.held:
            calendar.add_component(_event(one, rings, language))
    return bytes(calendar.to_ical())


def _event(one: Milestone, rings: Mapping[str, str], language: str) -> Event:
    spoken = {"language": language}
    changed = one.changed_at or UNKNOWN
    event = Event()
    event.add("uid", f"{one.id}@rimpel")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", one.version - 1)
    event.add("dtstart", one.said.on)
    event.add("dtend", one.said.on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", drop_unsafe(one.said.title), spoken)
    event.add("categories", [say(language, f"model.milestone.{one.said.kind.value}")])
    if description := "\n\n".join(_story(one, rings, language)):
        event.add("description", drop_unsafe(description), spoken)
    return event


def _story(one: Milestone, rings: Mapping[str, str], language: str) -> Iterable[str]:
    if ring := rings.get(one.said.ring_id or ""):
        yield ring
    for part in STORY:
        if text := getattr(one.said, part):
            yield f"{say(language, f'timeline.story.{part}')}\n{text}"
