"""Milestones as iCalendar and as the CSV of TimelineJS: nothing lost, nothing that is held, nothing that is markup."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from impact.exporting import milestone_calendar, timeline_csv
from impact.milestones.milestone_rules import STORY_FIELDS, tidy_milestone
from impact.milestones.timeline_layout import PhaseBand
from impact.model import Milestone, MilestoneKind, NewMilestone, Phase
from impact.observation.observation_rules import EARLIEST_DAY
from impact.words import LANGUAGES

CHANGED = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
RINGS = {"r1": "Docenten & co", "r2": "=Scholen"}
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
starts = st.sampled_from(["", "=", "-", "@", "<b>", "&amp;", "a\nb", ","])
texts = st.tuples(starts, words).map("".join)
saids = st.builds(
    NewMilestone,
    kind=st.sampled_from([kind for kind in MilestoneKind if kind is not MilestoneKind.PHASE_CHANGE]),
    title=texts.map(lambda text: f"{text}x"),
    on=st.dates(EARLIEST_DAY, date(2026, 11, 15)),
    ring_id=st.sampled_from([None, *RINGS]),
    **dict.fromkeys(STORY_FIELDS, texts),
).map(tidy_milestone)


def milestone(said: NewMilestone, number: int = 1, **fields: Any) -> Milestone:
    return Milestone(f"m{number}", said, **({"revealed_at": None, "version": 3, "changed_at": CHANGED} | fields))


def one(**fields: Any) -> Milestone:
    told: dict[str, Any] = {"kind": MilestoneKind.SUCCESS, "title": "Open dag", "on": date(2026, 3, 31)}
    return milestone(NewMilestone(**told | fields))


def events(content: bytes) -> list[Any]:
    return Calendar.from_ical(content).walk("VEVENT")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


class Seen(HTMLParser):
    """What a browser makes of a cell: its tags, and the text that shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, object]] = []
        self.shown = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs or None))
        self.shown += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.shown += data


@given(st.lists(saids, max_size=4), st.sampled_from(LANGUAGES))
def test_whatever_was_written_stands_in_the_calendar_the_same(said: list[NewMilestone], language: str) -> None:
    kept = [milestone(each, number) for number, each in enumerate(said)]
    found = events(milestone_calendar.write_calendar("Leerroute", kept, RINGS, language))
    assert [str(event["summary"]) for event in found] == [each.title for each in said]
    for each, event in zip(said, found, strict=True):
        told = str(event.get("description", ""))
        assert all(getattr(each, part) in told for part in STORY_FIELDS)
        assert (event["dtstart"].dt, event["dtend"].dt.toordinal()) == (each.on, each.on.toordinal() + 1)
        assert event["summary"].params["language"] == language


def test_a_milestone_is_a_whole_day_that_is_known_again() -> None:
    content = milestone_calendar.write_calendar(
        "Leerroute Techniek", [one(ring_id="r1", learned="Eerst het rooster.")], RINGS, "nl"
    )
    told = content.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20260331\r\n" in told
    assert "DTEND;VALUE=DATE:20260401\r\n" in told
    assert "UID:m1@rimpel\r\n" in told
    assert "DTSTAMP:20261103T083000Z\r\n" in told
    assert "LAST-MODIFIED:20261103T083000Z\r\n" in told
    assert "SEQUENCE:2\r\n" in told
    assert "CATEGORIES:succes\r\n" in told
    assert "X-WR-CALNAME:Leerroute Techniek\r\n" in told
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content == milestone_calendar.write_calendar(
        "Leerroute Techniek", [one(ring_id="r1", learned="Eerst het rooster.")], RINGS, "nl"
    )


def test_what_is_held_ready_never_goes_along_until_it_is_revealed() -> None:
    held = milestone(NewMilestone(MilestoneKind.SUCCESS, "De verrassing", date(2026, 12, 1), held=True))
    revealed = replace(held, revealed_at=CHANGED)
    assert events(milestone_calendar.write_calendar("x", [held], RINGS, "nl")) == []
    assert b"verrassing" not in timeline_csv.write_timeline_csv("x", [held], (), RINGS, "nl")
    assert len(events(milestone_calendar.write_calendar("x", [revealed], RINGS, "nl"))) == 1
    assert b"De verrassing" in timeline_csv.write_timeline_csv("x", [revealed], (), RINGS, "nl")


def test_timeline_js_finds_its_columns_title_phases_and_milestones() -> None:
    bands = (
        PhaseBand(Phase.FIRST_COFFEE, date(2025, 9, 1), date(2026, 1, 1)),
        PhaseBand(Phase.IDEAS, date(2026, 1, 1), date(2026, 11, 15), is_open=True),
    )
    content = timeline_csv.write_timeline_csv("Leerroute", [one(ring_id="r1", happened="Vol.")], bands, RINGS, "nl")
    assert content.splitlines()[0].decode().split(",") == list(timeline_csv.TIMELINE_COLUMNS)
    title, first, second, event = rows(content)
    assert (title["Type"], title["Headline"], title["Year"]) == ("title", "Leerroute", "")
    assert [first[f"End {part}"] for part in ("Year", "Month", "Day")] == ["2025", "12", "31"]
    assert (second["Type"], second["Year"], second["End Day"]) == ("era", "2026", "15")
    assert [event[part] for part in ("Year", "Month", "Day", "Display Date")] == ["2026", "3", "31", "31 mrt 2026"]
    assert event["Text"] == "<p>Docenten &amp; co</p><p><b>Wat gebeurde er?</b><br>Vol.</p>"
    assert (event["Type"], event["Group"]) == ("", "succes")


@given(saids, st.sampled_from(LANGUAGES))
def test_timeline_js_shows_what_was_written_never_as_markup_or_formula(said: NewMilestone, language: str) -> None:
    (_, event) = rows(timeline_csv.write_timeline_csv("x", [milestone(said)], (), RINGS, language))
    assert unescape(event["Headline"]) == said.title
    assert Seen(event["Headline"]).tags == []
    text = Seen(event["Text"])
    assert {tag for tag, _ in text.tags} <= {"p", "b", "br"}
    assert all(attributes is None for _, attributes in text.tags)
    assert all(getattr(said, part) in text.shown for part in STORY_FIELDS)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in event.values())


@pytest.mark.parametrize("text", ["<script>x</script>", '<img src=x onerror="a">', "a & b", "=1+1"])
def test_a_name_of_a_collaboration_is_text_too(text: str) -> None:
    headline = rows(timeline_csv.write_timeline_csv(text, (), (), RINGS, "nl"))[0]["Headline"]
    assert "<" not in headline
    assert not headline.startswith("=")
    assert unescape(headline) == text
