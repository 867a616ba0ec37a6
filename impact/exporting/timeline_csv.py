"""The timeline as the CSV file that TimelineJS (Knight Lab) reads, from a spreadsheet or as it is.

Its columns are those of the TimelineJS template; it takes Headline, Text and Group for HTML, so what people wrote is
escaped. A row of type "title" comes first, one of type "era" is a phase, and every other row is a milestone.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from io import StringIO
from itertools import starmap

from impact.exporting.milestone_calendar import list_story_parts
from impact.milestones.timeline_layout import PhaseBand
from impact.model import Milestone
from impact.text.safe_text import drop_unsafe
from impact.words import format_day, get_text

TIMELINE_COLUMNS = (
    "Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date", "Headline", "Text",
    "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Type", "Group", "Background",
)  # fmt: skip
# What a spreadsheet takes for the start of a formula; a quote before it would stand on the timeline.
FORMULA_STARTS = "=+-@\t\r＝＋－＠"
TITLE_COLOUR = "#0B5C8A"


def write_timeline_csv(
    name: str, milestones: Iterable[Milestone], bands: Sequence[PhaseBand], rings: Mapping[str, str], language: str
) -> bytes:
    """Return the timeline of the collaboration of this name, without the milestones held ready.

    `rings` are the names of the rings by their ids.
    """
    text = StringIO(newline="")
    writer = csv.DictWriter(text, TIMELINE_COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerow({"Headline": format_html_cell(name), "Type": "title", "Background": TITLE_COLOUR})
    writer.writerows(_build_era_row(band, language) for band in bands)
    writer.writerows(
        _build_milestone_row(milestone, rings, language) for milestone in milestones if not milestone.is_held_ready
    )
    # No byte order mark: TimelineJS would take it for a part of the first column.
    return text.getvalue().encode()


def format_html_cell(text: str) -> str:
    """Return the text as HTML that shows just that text, and that a spreadsheet takes for no formula."""
    html_text = "<br>".join(escape(line) for line in drop_unsafe(text).split("\n"))
    return f"&#{ord(html_text[0])};{html_text[1:]}" if html_text[:1] in FORMULA_STARTS and html_text else html_text


def _build_era_row(band: PhaseBand, language: str) -> dict[str, str]:
    last = max(band.start, band.end if band.is_open else band.end - timedelta(days=1))
    phase = format_html_cell(get_text(language, f"model.phase.{band.phase.value}"))
    return _format_date_cells(band.start) | _format_date_cells(last, "End ") | {"Headline": phase, "Type": "era"}


def _build_milestone_row(milestone: Milestone, rings: Mapping[str, str], language: str) -> dict[str, str]:
    return _format_date_cells(milestone.details.on) | {
        "Display Date": format_day(language, milestone.details.on),
        "Headline": format_html_cell(milestone.details.title),
        "Text": "".join(starmap(_format_story_part, list_story_parts(milestone, rings, language))),
        "Group": format_html_cell(get_text(language, f"model.milestone.{milestone.details.kind.value}")),
    }


def _format_story_part(heading: str, text: str) -> str:
    html_heading = f"<b>{format_html_cell(heading)}</b><br>" if heading else ""
    return f"<p>{html_heading}{format_html_cell(text)}</p>"


def _format_date_cells(when: date, prefix: str = "") -> dict[str, str]:
    return {
        f"{prefix}Year": str(when.year),
        f"{prefix}Month": str(when.month),
        f"{prefix}Day": str(when.day),
    }
