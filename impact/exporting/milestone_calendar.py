"""Milestones as iCalendar (RFC 5545), for any calendar: whole days, recognised when they are read in again."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from impact.milestones.milestone_rules import STORY_FIELDS
from impact.model import Milestone
from impact.text.safe_text import drop_unsafe
from impact.words import get_text

PRODUCT_ID = "-//Rimpel//Rimpel//{language}"
# RFC 5545 wants a moment in every event; a fixed one keeps the same milestones the same bytes.
UNKNOWN_CHANGE_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


def write_calendar(name: str, milestones: Iterable[Milestone], rings: Mapping[str, str], language: str) -> bytes:
    """Return the milestones of the collaboration of this name as a calendar, without those held ready.

    `rings` are the names of the rings by their ids.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID.format(language=language.upper()))
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", drop_unsafe(name))
    for milestone in milestones:
        if not milestone.is_held_ready:
            calendar.add_component(_build_calendar_event(milestone, rings, language))
    return bytes(calendar.to_ical())


def _build_calendar_event(milestone: Milestone, rings: Mapping[str, str], language: str) -> Event:
    language_parameter = {"language": language}
    changed_at = milestone.changed_at or UNKNOWN_CHANGE_MOMENT
    event = Event()
    event.add("uid", f"{milestone.id}@rimpel")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", milestone.version - 1)
    event.add("dtstart", milestone.details.on)
    event.add("dtend", milestone.details.on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", drop_unsafe(milestone.details.title), language_parameter)
    event.add("categories", [get_text(language, f"model.milestone.{milestone.details.kind.value}")])
    if description := "\n\n".join(
        "\n".join(filter(None, part)) for part in list_story_parts(milestone, rings, language)
    ):
        event.add("description", drop_unsafe(description), language_parameter)
    return event


def list_story_parts(milestone: Milestone, rings: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    """Yield what a milestone tells, as headings with their texts; its ring comes first and has no heading."""
    if ring := rings.get(milestone.details.ring_id or ""):
        yield "", ring
    for part in STORY_FIELDS:
        if text := getattr(milestone.details, part):
            yield get_text(language, f"common.field.{part}"), text
