"""The timeline as the CSV file that TimelineJS (Knight Lab) reads, from a spreadsheet or as it is.

Its columns are those of the TimelineJS template; it takes Headline, Text and Group for HTML, so what people wrote is
escaped. A row of type "title" comes first, one of type "era" is a phase, and every other row is a milestone.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from io import StringIO

from impact.celebrate import STORY
from impact.model import Milestone
from impact.phases import Band
from impact.safe_text import drop_unsafe
from impact.words import day, say

COLUMNS = (
    "Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date", "Headline", "Text",
    "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Type", "Group", "Background",
)  # fmt: skip
FORMULA = "=+-@\t\r＝＋－＠"
COLOUR = "#0B5C8A"


def written(
    name: str, milestones: Iterable[Milestone], bands: Sequence[Band], rings: Mapping[str, str], language: str
) -> bytes:
    """The timeline of the collaboration of this name; what is held ready never goes along.

    `rings` are the names of the rings by their ids.
    """
    text = StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerow({"Headline": shown(name), "Type": "title", "Background": COLOUR})
    writer.writerows(_era(band, language) for band in bands)
    writer.writerows(_event(one, rings, language) for one in milestones if not one.held)
    # No byte order mark: TimelineJS would take it for a part of the first column.
    return text.getvalue().encode()


def shown(text: str) -> str:
    """The text as HTML that shows just that text, and that a spreadsheet takes for no formula."""
    told = "<br>".join(escape(line) for line in drop_unsafe(text).split("\n"))
    return f"&#{ord(told[0])};{told[1:]}" if told[:1] in FORMULA and told else told


def _era(band: Band, language: str) -> dict[str, str]:
    last = max(band.start, band.end if band.open else band.end - timedelta(days=1))
    phase = shown(say(language, f"model.phase.{band.phase.value}"))
    return _on(band.start) | _on(last, "End ") | {"Headline": phase, "Type": "era"}


def _event(one: Milestone, rings: Mapping[str, str], language: str) -> dict[str, str]:
    return _on(one.said.on) | {
        "Display Date": day(language, one.said.on),
        "Headline": shown(one.said.title),
        "Text": "".join(_story(one, rings, language)),
        "Group": shown(say(language, f"model.milestone.{one.said.kind.value}")),
    }


def _story(one: Milestone, rings: Mapping[str, str], language: str) -> Iterator[str]:
    if ring := rings.get(one.said.ring_id or ""):
        yield f"<p>{shown(ring)}</p>"
    for part in STORY:
        if text := getattr(one.said, part):
            yield f"<p><b>{shown(say(language, f'timeline.story.{part}'))}</b><br>{shown(text)}</p>"


def _on(when: date, prefix: str = "") -> dict[str, str]:
    return {
        f"{prefix}Year": str(when.year),
        f"{prefix}Month": str(when.month),
        f"{prefix}Day": str(when.day),
    }
