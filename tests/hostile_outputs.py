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
from db import collaborations, desired, feed, graph, milestones, ripples, stories, whole
from db.exchange import exported, names_of
from db.files import store_of
from db.report import material
from db.session import reading
from db.tallies import tallies
from impact import disc_feed, story_words
from impact.charts import export
from impact.charts.graph import ripple_graph
from impact.charts.lines import ring_lines
from impact.charts.multiples import small_multiples
from impact.charts.still import Said, still_disc
from impact.charts.story import story_card
from impact.charts.timeline import timeline
from impact.discs import picture
from impact.exchange import calendar_out, csv_out, feed_out, log_sheet, refused, timeline_out, xlsx_out
from impact.exchange.log_sheet import Choices
from impact.exchange.table import gathered
from impact.exchange.text_in import records
from impact.graph import Wanted, pond
from impact.graph import graph as drawn_of
from impact.model import Who
from impact.months import all_months
from impact.phases import phases
from impact.report.material import Told
from impact.report.pack import Asked
from impact.report.pages import packed
from impact.report.pdf import pdf, picture_pdf
from impact.report.pptx import pptx
from impact.report.text import as_text
from impact.report.xlsx import xlsx
from impact.safe_text import drop_unsafe
from impact.story_words import Card
from impact.timeline import monthly
from tests.build import TODAY

FIGURES = tuple(f"{name}.svg" for name in (
    "still_disc", "small_multiples", "ring_lines", "timeline", "ripple_graph", "story_card",
))  # fmt: skip
THEN, NOW = date(2026, 3, 1), date(2026, 11, 1)
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")


def make_outputs(engine: Engine, who: Who, language: str = "nl") -> dict[str, bytes]:
    """Every file the app can make of this collaboration, by the function that writes it."""
    with reading(engine) as session:
        here = collaborations.get(session, who)
        rings = desired.rings(session, who, "Onverwacht")
        counted = tallies(session, who)
        links = ripples.counts(session, who)
        marks = milestones.milestones(session, who)
        told = stories.stories(session, who)
        asked = Asked(THEN, NOW, None)
        about = material(session, who, asked, "Onverwacht")
        nodes = graph.nodes(session, who)
        waters = pond(rings, nodes, collaborations.activities(session, who), ripples.ripples(session, who))
        drawn = drawn_of(waters, Wanted())
        said = graph.sentences(session, who, [mark.key for mark in drawn.marks])
        names = names_of(session, who.collaboration_id)
        organisations = [one.name for one in collaborations.organisations(session, who)]
        activities = [one.name for one in collaborations.activities(session, who)]
        rows = exported(session, who, language, None, lambda rows, *_: tuple(rows))  # type: ignore[arg-type,return-value]
        label = next((one.label for one in feed.feeds(session, who)), here.name)
        stream = io.BytesIO()
        whole.written(session, who, store_of(engine), stream)
    shown = picture(rings, counted, all_months(THEN, NOW), None)
    words = Said(language, here.name, "", here.name)
    ring_names = {ring.id: ring.name for ring in rings}
    bands = phases(marks, TODAY)
    card = Card(told[0].name, told[0].telling, here.name, TODAY, language)
    figures = {
        "still_disc": still_disc(shown, len(shown.months) - 1, {}, words, links, width=400),
        "small_multiples": small_multiples(shown, "year", words),
        "ring_lines": ring_lines(shown, counted, words),
        "timeline": timeline(rings, monthly(rings, counted), marks, bands, TODAY, language),
        "ripple_graph": ripple_graph(waters, drawn, said, language),
        "story_card": story_card(told[0].steps, rings, card),
    }
    pack = packed(about, asked, [Told(one.name, one.telling, one.steps) for one in told[:2]], language, TODAY)
    table = gathered(records(exported_csv := csv_out.written(rows, names, language)))
    reasons = dict.fromkeys((line for line, _ in table.rows), here.name)
    made: dict[str, bytes] = {
        "calendar_out.written": calendar_out.written(here.name, marks, ring_names, language),
        "csv_out.written": exported_csv,
        "feed_out.as_csv": b"".join(feed_out.as_csv([rows], names, language, ",")),
        "feed_out.as_json": b"".join(feed_out.as_json([rows], names, here.name, label, TODAY, language)),
        "log_sheet.written": log_sheet.written(here.name, Choices(rings, organisations, activities), language),
        "refused.as_csv": refused.as_csv(table, reasons, here.name),
        "refused.as_workbook": refused.as_workbook(table, reasons, here.name),
        "timeline_out.written": timeline_out.written(here.name, marks, bands, ring_names, language),
        "whole.write": stream.getvalue(),
        "xlsx_out.written": xlsx_out.written(rows, names, language),
        "pdf.pdf": pdf(pack),
        "pptx.pptx": pptx(pack),
        "xlsx.xlsx": xlsx(pack),
        "text.as_text": as_text(pack).encode(),
        "story_words.as_text": story_words.as_text(told[0].steps, rings, card).encode(),
        "disc_feed.feed": json.dumps(disc_feed.feed(shown, links, name=here.name, language=language)).encode(),
    }
    for name, figure in figures.items():
        made[f"{name}.svg"] = export.svg(figure)
        made[f"{name}.csv"] = export.csv(figure.table, language)
        made[f"{name}.spec"] = json.dumps(figure.spec).encode()
    for name in ("still_disc", "timeline", "story_card"):
        made[f"{name}.png"] = export.png(figures[name], 1)
        made[f"{name}.pdf"] = picture_pdf(figures[name], language, TODAY)
    return made


# Functions of impact that give bytes, but no file with words of somebody.
NO_OUTPUT = {
    "evidence.thumbnail": "a picture of a picture",
    "export.csv": "written for each figure",
    "export.png": "written for figures",
    "export.svg": "written for each figure",
    "csv_out.head": "the first line of csv_out.written",
    "csv_out.lines": "the other lines of csv_out.written",
    "pdf.picture_pdf": "written for figures",
    "packed.content": "reads a zip",
    "through.verdicts": "a byte for each row",
    "whole.canonical": "the inside of whole.write",
}


def output_functions() -> set[str]:
    """Every public function of impact that makes a file, a text to take along or a figure, by its annotation."""
    found = set()
    for module in pkgutil.walk_packages(impact.__path__, "impact."):
        for name, function in vars(import_module(module.name)).items():
            if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                gives = str(inspect.signature(function).return_annotation)
                short = f"{module.name.rsplit('.', 1)[-1]}.{name}"
                if "Figure" in gives:
                    found.add(f"{name}.svg")
                elif "bytes" in gives or name in ("as_text", "write") or short == "disc_feed.feed":
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
    "calendar_out.written": "calendar",
    "csv_out.written": "csv",
    "feed_out.as_csv": "csv",
    "feed_out.as_json": "json",
    "log_sheet.written": "xlsx",
    "refused.as_csv": "csv",
    "refused.as_workbook": "xlsx",
    "timeline_out.written": "timeline",
    "whole.write": "whole",
    "xlsx_out.written": "xlsx",
    "text.as_text": "text",
    "story_words.as_text": "text",
    "disc_feed.feed": "json",
}
