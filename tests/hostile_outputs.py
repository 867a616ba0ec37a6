"""Every output of the app made from one collaboration, and what must never be in a file of each kind."""

import csv
import inspect
import io
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from xml.etree import ElementTree

from icalendar import Calendar
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from sqlalchemy import Engine

import impact
from db import collaborations, desired, feed, milestones
from db.copies import whole_export
from db.copies.evidence_files import open_store
from db.export import export_observations, list_export_names
from db.observations.tallies import list_tallies
from db.report import gather_pack_material
from db.ripples import links, stories
from db.session import open_read_session
from impact.charts import export
from impact.charts.ring_lines import draw_ring_lines
from impact.charts.ripple_graph import draw_ripple_graph
from impact.charts.small_multiples import draw_small_multiples
from impact.charts.still_disc import PictureCaption, draw_still_disc
from impact.charts.story_card import draw_story_card
from impact.charts.timeline import draw_timeline
from impact.exporting import (
    feed_formats,
    log_sheet,
    milestone_calendar,
    observations_csv,
    observations_xlsx,
    refused_rows,
    timeline_csv,
)
from impact.exporting.log_sheet import LogSheetChoices
from impact.importing.files.table import build_table
from impact.importing.files.text_file import read_records
from impact.milestones.timeline_layout import count_by_month, list_phases
from impact.model import Who
from impact.months import list_months
from impact.picture import disc_data
from impact.picture.discs import build_picture
from impact.report.material import PackStory
from impact.report.pack import PackRequest
from impact.report.pack_pages import build_pack
from impact.report.pdf import write_pack_pdf, write_picture_pdf
from impact.report.plain_text import format_pack_text
from impact.report.pptx import write_pack_pptx
from impact.report.xlsx import write_pack_xlsx
from impact.ripples import story_text
from impact.ripples.graph import GraphQuery, build_network
from impact.ripples.graph import build_graph as drawn_of
from impact.ripples.story_text import StoryCard
from impact.text.safe_text import drop_unsafe
from tests.build import TODAY

FIGURES = tuple(f"{name}.svg" for name in (
    "still_disc", "small_multiples", "ring_lines", "timeline", "ripple_graph", "story_card",
))  # fmt: skip
THEN, NOW = date(2026, 3, 1), date(2026, 11, 1)
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")


def make_outputs(engine: Engine, who: Who, language: str = "nl") -> dict[str, bytes]:
    """Every file the app can make of this collaboration, by the function that writes it."""
    with open_read_session(engine) as session:
        here = collaborations.get_collaboration(session, who)
        rings = desired.list_rings(session, who, "Onverwacht")
        counted = list_tallies(session, who)
        ripple_counts = links.count_ripples(session, who)
        marks = milestones.list_milestones(session, who)
        told = stories.list_stories(session, who)
        asked = PackRequest(THEN, NOW, None)
        about = gather_pack_material(session, who, asked, "Onverwacht")
        nodes = links.list_nodes(session, who)
        waters = build_network(
            rings, nodes, collaborations.list_activities(session, who), links.list_ripples(session, who)
        )
        drawn = drawn_of(waters, GraphQuery())
        said = links.list_sentences(session, who, [mark.key for mark in drawn.marks])
        names = list_export_names(session, who.collaboration_id)
        organisations = [one.name for one in collaborations.list_organisations(session, who)]
        activities = [one.name for one in collaborations.list_activities(session, who)]
        rows = export_observations(session, who, language, None, lambda rows, *_: tuple(rows))  # type: ignore[arg-type,return-value]
        label = next((one.label for one in feed.list_feeds(session, who)), here.name)
        stream = io.BytesIO()
        whole_export.write_collaboration(session, who, open_store(engine), stream)
    shown = build_picture(rings, counted, list_months(THEN, NOW), None)
    words = PictureCaption(language, here.name, "", here.name)
    ring_names = {ring.id: ring.name for ring in rings}
    bands = list_phases(marks, TODAY)
    card = StoryCard(told[0].name, told[0].telling, here.name, TODAY, language)
    figures = {
        "still_disc": draw_still_disc(shown, len(shown.months) - 1, {}, words, ripple_counts, width=400),
        "small_multiples": draw_small_multiples(shown, "year", words),
        "ring_lines": draw_ring_lines(shown, counted, words),
        "timeline": draw_timeline(rings, count_by_month(rings, counted), marks, bands, TODAY, language),
        "ripple_graph": draw_ripple_graph(waters, drawn, said, language),
        "story_card": draw_story_card(told[0].steps, rings, card),
    }
    pack = build_pack(about, asked, [PackStory(one.name, one.telling, one.steps) for one in told[:2]], language, TODAY)
    table = build_table(read_records(exported_csv := observations_csv.write_csv(rows, names, language)))
    reasons = dict.fromkeys((line for line, _ in table.rows), here.name)
    made: dict[str, bytes] = {
        "milestone_calendar.write_calendar": milestone_calendar.write_calendar(here.name, marks, ring_names, language),
        "observations_csv.write_csv": exported_csv,
        "feed_formats.write_feed_csv": b"".join(feed_formats.write_feed_csv([rows], names, language, ",")),
        "feed_formats.write_feed_json": b"".join(
            feed_formats.write_feed_json([rows], names, here.name, label, TODAY, language)
        ),
        "log_sheet.write_log_sheet": log_sheet.write_log_sheet(
            here.name, LogSheetChoices(rings, organisations, activities), language
        ),
        "refused_rows.write_refused_csv": refused_rows.write_refused_csv(table, reasons, here.name),
        "refused_rows.write_refused_workbook": refused_rows.write_refused_workbook(table, reasons, here.name),
        "timeline_csv.write_timeline_csv": timeline_csv.write_timeline_csv(
            here.name, marks, bands, ring_names, language
        ),
        "collaboration_file.write_collaboration_file": stream.getvalue(),
        "observations_xlsx.write_workbook": observations_xlsx.write_workbook(rows, names, language),
        "pdf.write_pack_pdf": write_pack_pdf(pack),
        "pptx.write_pack_pptx": write_pack_pptx(pack),
        "xlsx.write_pack_xlsx": write_pack_xlsx(pack),
        "plain_text.format_pack_text": format_pack_text(pack).encode(),
        "story_text.write_story_text": story_text.write_story_text(told[0].steps, rings, card).encode(),
        "disc_data.build_disc_data": json.dumps(
            disc_data.build_disc_data(shown, ripple_counts, name=here.name, language=language)
        ).encode(),
    }
    for name, figure in figures.items():
        made[f"{name}.svg"] = export.render_svg(figure)
        made[f"{name}.csv"] = export.write_table_csv(figure.table, language)
        made[f"{name}.spec"] = json.dumps(figure.spec).encode()
    for name in ("still_disc", "timeline", "story_card"):
        made[f"{name}.png"] = export.render_png(figures[name], 1)
        made[f"{name}.pdf"] = write_picture_pdf(figures[name], language, TODAY)
    return made


# Functions of impact that give bytes, but no file with words of somebody.
NO_OUTPUT = {
    "evidence_files.draw_thumbnail": "a picture of a picture",
    "export.write_table_csv": "written for each figure",
    "export.render_png": "written for figures",
    "export.render_svg": "written for each figure",
    "observations_csv.format_csv_lines": "the lines of write_csv",
    "observations_csv.format_header_line": "the first line of write_csv",
    "observations_csv.format_observation_lines": "the other lines of write_csv",
    "pdf.write_picture_pdf": "written for figures",
    "zip_parts.read_part": "reads a zip",
    "row_checks.settle_verdicts": "a byte for each row",
    "collaboration_file.format_canonical_json": "the inside of write_collaboration_file",
}


# Functions that give text or plain values which go out as they are.
OUTPUT_TEXTS = {"write_story_text", "format_pack_text", "build_disc_data"}


def output_functions() -> set[str]:
    """Every public function of impact that makes a file, a text to take along or a figure, by its annotation."""
    found = set()
    for module in pkgutil.walk_packages(impact.__path__, "impact."):
        for name, function in vars(import_module(module.name)).items():
            if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                gives = str(inspect.signature(function).return_annotation)
                short = f"{module.name.rsplit('.', 1)[-1]}.{name}"
                if "Figure" in gives:
                    found.add(f"{name.removeprefix('draw_')}.svg")
                elif "bytes" in gives or name in OUTPUT_TEXTS:
                    found.add(short)
    return found


def faults_in(name: str, content: bytes) -> list[str]:
    """What is wrong with this file: it does not parse, holds a character no output can take, or something active."""
    kind = KINDS.get(name) or name.rsplit(".", 1)[-1]
    return [f"{name}: {fault}" for fault in CHECKS[kind](content)]


def list_faults(engine: Engine, who: Who) -> list[str]:
    """What is wrong with any output of this collaboration."""
    return [fault for name, content in make_outputs(engine, who).items() for fault in faults_in(name, content)]


def _unsafe(texts: list[str]) -> Iterator[str]:
    yield from (f"unsafe {text[:60]!r}" for text in texts if drop_unsafe(text) != text)


def _text(content: bytes) -> Iterator[str]:
    yield from _unsafe([content.decode("utf-8-sig")])


def _csv(content: bytes) -> Iterator[str]:
    text = content.decode("utf-8-sig")
    head = text.partition("\r\n")[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True))
    cells = [cell for row in rows for cell in row]
    if len({len(row) for row in rows}) != 1:
        yield "rows of several widths"
    yield from _unsafe(cells)
    yield from (f"formula {cell[:60]!r}" for cell in cells if FORMULA.match(cell) and not _is_number(cell))


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+([.,]\d+)?", cell) is not None


def _timeline(content: bytes) -> Iterator[str]:
    yield from _csv(content)
    for row in csv.DictReader(io.StringIO(content.decode(), newline="")):
        for name in ("Headline", "Text", "Group"):
            tags = set(re.findall(r"<(/?[^\s>]*)", row[name])) - {"br", "p", "/p", "b", "/b"}
            yield from (f"tag {tag[:30]!r}" for tag in tags)


def _json(content: bytes) -> Iterator[str]:
    json.loads(content)
    yield from _unsafe([json.dumps(json.loads(content), ensure_ascii=False)])


def _svg(content: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(content).iter():  # it was made a moment ago
        tag = element.tag.rsplit("}", 1)[-1]
        if tag in ("script", "a", "image", "foreignObject", "iframe", "use"):
            yield f"tag {tag}"
        for name, value in element.attrib.items():
            if name.rsplit("}", 1)[-1].startswith("on") or name.endswith("href") or "url(http" in value:
                yield f"attribute {name}={value[:40]}"
    yield from _text(content)


def _png(content: bytes) -> Iterator[str]:
    if not content.startswith(b"\x89PNG"):
        yield "no PNG"


def _pdf(content: bytes) -> Iterator[str]:
    read = PdfReader(io.BytesIO(content))
    # The reader gives NUL for a joined emoji: its parts are drawn as one glyph without a code of its own.
    yield from _unsafe([page.extract_text().replace("\x00", "") for page in read.pages])
    yield from (f"active {word!r}" for word in (b"/JavaScript", b"/URI", b"/Launch", b"/JS ") if word in content)


def _xlsx(content: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" or cell.hyperlink:
                    yield f"formula or link in {cell.coordinate}"
                yield from _unsafe([str(cell.value)])


def _pptx(content: bytes) -> Iterator[str]:
    for slide in Presentation(io.BytesIO(content)).slides:
        texts = ["".join(slide.element.itertext()), slide.notes_slide.notes_text_frame.text]
        yield from _unsafe([text.replace("\x0b", "\n") for text in texts])
        if any(relation.is_external for relation in slide.part.rels.values()):
            yield "a link"


def _calendar(content: bytes) -> Iterator[str]:
    calendar = Calendar.from_ical(content)
    names = {name for part in calendar.walk() for name in part}
    yield from (f"property {name}" for name in names if "EVIL" in name)
    if len([part for part in calendar.walk() if part.name == "VEVENT"]) != content.count(b"UID:"):
        yield "an event too many"
    yield from (f"long line {line[:40]!r}" for line in content.split(b"\r\n") if len(line) > 75)
    yield from _text(content)


def _whole(content: bytes) -> Iterator[str]:
    if not content.startswith(b"PK"):
        yield "no zip"


CHECKS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "csv": _csv, "json": _json, "spec": _json, "svg": _svg, "png": _png, "pdf": _pdf, "xlsx": _xlsx, "pptx": _pptx,
    "text": _text, "calendar": _calendar, "timeline": _timeline, "whole": _whole,
}  # fmt: skip
KINDS = {
    "milestone_calendar.write_calendar": "calendar",
    "observations_csv.write_csv": "csv",
    "feed_formats.write_feed_csv": "csv",
    "feed_formats.write_feed_json": "json",
    "log_sheet.write_log_sheet": "xlsx",
    "refused_rows.write_refused_csv": "csv",
    "refused_rows.write_refused_workbook": "xlsx",
    "timeline_csv.write_timeline_csv": "timeline",
    "collaboration_file.write_collaboration_file": "whole",
    "observations_xlsx.write_workbook": "xlsx",
    "plain_text.format_pack_text": "text",
    "pdf.write_pack_pdf": "pdf",
    "pptx.write_pack_pptx": "pptx",
    "xlsx.write_pack_xlsx": "xlsx",
    "story_text.write_story_text": "text",
    "disc_data.build_disc_data": "json",
}
