"""Figures as files: real pictures, text that is text, and tables a spreadsheet cannot run."""

import re
import subprocess
import sys
import zlib
from functools import cache

import pandas as pd
import pytest

from impact.charts import Figure, export
from impact.charts.lines import ring_lines
from impact.charts.locale import locale
from impact.charts.still import still_disc
from tests.impact.test_charts import SAID, shown


@cache
def figure() -> Figure:
    return still_disc(shown(), 1, {}, SAID, width=300)


def test_each_file_begins_as_its_kind_does() -> None:
    assert export.png(figure(), scale=1).startswith(b"\x89PNG\r\n\x1a\n")
    assert export.svg(figure()).startswith(b"<svg ")
    assert export.pdf(figure()).startswith(b"%PDF-")


def test_the_svg_holds_every_label_and_the_words_of_the_picture() -> None:
    drawing = export.svg(figure()).decode()
    for label in ("Motivatie: gewenst 3, gezien 2", "Rust: gewenst 3, nog niet gezien", "1 Leerlingen", "2 Docenten"):
        assert label in drawing
    assert f"<desc>{figure().alt}</desc>" in drawing


def test_what_a_user_typed_stays_text_in_an_svg() -> None:
    sly = figure().__class__(figure().spec, "<script>alert(1)</script>", pd.DataFrame())
    assert b"<script" not in export.svg(sly)


def pdf_text(content: bytes) -> str:
    """The text of a PDF of one page: its glyphs, read back through the character map of each font."""
    objects = {int(number): body for number, body in re.findall(rb"(\d+) 0 obj(.*?)endobj", content, re.DOTALL)}
    page = next(text for text in map(_stream, objects.values()) if b" Tf" in text)
    maps = {name: _characters(objects, int(font)) for name, font in re.findall(rb"/(fo\d+) (\d+) 0 R", content)}
    found = []
    for font, glyphs in re.findall(rb"/(fo\d+) [\d.]+ Tf\s+\((.*?)(?<!\\)\) Tj", page, re.DOTALL):
        found += [maps[font][glyph] for glyph in re.findall("....", _unescaped(glyphs).hex().upper())]
    return "".join(found)


def _characters(objects: dict[int, bytes], font: int) -> dict[str, str]:
    named = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert named is not None
    pairs = re.findall(rb"<(\w{4})> <(\w{4})>", _stream(objects[int(named[1])]))
    return {glyph.decode(): chr(int(sign, 16)) for glyph, sign in pairs}


def _stream(body: bytes) -> bytes:
    inside = re.search(rb"stream\r?\n(.*)\r?\n?endstream", body, re.DOTALL)
    if inside is None:
        return b""
    return zlib.decompress(inside[1]) if b"/FlateDecode" in body else inside[1]


def _unescaped(text: bytes) -> bytes:
    signs = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return re.sub(
        rb"\\([0-7]{1,3}|.)",
        lambda hit: bytes([int(hit[1], 8)]) if hit[1][:1] in b"01234567" else signs.get(hit[1], hit[1]),
        text,
        flags=re.DOTALL,
    )


def test_the_pdf_holds_every_label_as_text() -> None:
    told = pdf_text(export.pdf(figure())).replace(" ", "")
    for label in ("Motivatie", "Doorstroom", "Keuze", "Rust", "Samen", "1Leerlingen", "Leerroute"):
        assert label in told


def test_a_line_chart_writes_months_and_numbers_in_dutch() -> None:
    drawing = export.svg(ring_lines(shown(), (), SAID)).decode()
    assert "mei 2026" in drawing
    told = locale("nl").to_dict()
    assert told["number"]["decimal"] == ","
    assert told["time"]["shortMonths"][2] == "mrt"
    assert told["time"]["days"][0] == "zondag"


@pytest.mark.parametrize("sly", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_kept_as_text(sly: str) -> None:
    table = pd.DataFrame({"Thema": [sly], sly: ["gewoon"]}, dtype=object)
    content = export.csv(table, "nl").decode("utf-8-sig")
    assert content.count("'" + sly) == 2


def test_numbers_stay_numbers_and_are_written_the_readers_way() -> None:
    table = pd.DataFrame({"Gezien": [-0.5, "nog niet gezien", None], "n": [3, 0, 1]}, dtype=object)
    assert export.csv(table, "nl") == "\ufeffGezien;n\r\n-0,5;3\r\nnog niet gezien;0\r\n;1\r\n".encode()
    assert export.csv(table, "en").decode("utf-8-sig").splitlines()[1] == "-0.5,3"


def test_a_chart_that_fills_a_page_gets_a_width_of_its_own_on_paper() -> None:
    spec = figure().spec | {"width": "container"}
    wide = Figure(spec, "", pd.DataFrame())
    assert f'width="{export.PAGE + 16}"'.encode() in export.svg(wide)


UNSAFE = "\x00\x01\x0b\x1f\ufeff\ufdd0\ufffe\uffff\U0001fffe\U0010ffff"
IN_ITS_OWN_PROCESS = f"""
import pandas as pd
from impact.charts import Figure, export
words = "Leer{UNSAFE.encode("unicode_escape").decode()}lingen"
spec = {{"data": {{"values": [{{"t": words, words: 1}}]}}, "mark": "text", "title": words,
        "encoding": {{"text": {{"field": "t"}}, "tooltip": {{"field": "t", "title": words}}}}}}
figure = Figure(spec, words, pd.DataFrame({{words: [words]}}))
named = Figure({{**spec, "data": {{"name": "rows"}}}}, words, pd.DataFrame(), {{"rows": [{{"t": words}}]}})
for one in (figure, named):
    assert export.png(one, 1) and export.pdf(one) and export.csv(one.table, "nl")
    assert b"Leerlingen" in export.svg(one)
"""


def test_text_that_no_picture_can_hold_does_not_end_the_process() -> None:
    ran = subprocess.run([sys.executable, "-c", IN_ITS_OWN_PROCESS], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
