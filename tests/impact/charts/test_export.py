"""Figures as files: real pictures, text that is text, and tables a spreadsheet cannot run."""

import subprocess
import sys
from functools import cache

import pandas as pd
import pytest

from impact.charts import Figure, export
from impact.charts.locale import build_locale
from impact.charts.ring_lines import draw_ring_lines
from impact.charts.still_disc import draw_still_disc
from tests.impact.charts.test_still_disc import SAID, shown


@cache
def figure() -> Figure:
    return draw_still_disc(shown(), 1, {}, SAID, width=300)


def test_each_file_begins_as_its_kind_does() -> None:
    assert export.render_png(figure(), scale=1).startswith(b"\x89PNG\r\n\x1a\n")
    assert export.render_svg(figure()).startswith(b"<svg ")


def test_the_svg_holds_every_label_and_the_words_of_the_picture() -> None:
    drawing = export.render_svg(figure()).decode()
    for label in ("Motivatie: gewenst 3, gezien 2", "Rust: gewenst 3, nog niet gezien", "1 Leerlingen", "2 Docenten"):
        assert label in drawing
    assert f"<desc>{figure().alt}</desc>" in drawing


def test_what_a_user_typed_stays_text_in_an_svg() -> None:
    sly = figure().__class__(figure().spec, "<script>alert(1)</script>", pd.DataFrame())
    assert b"<script" not in export.render_svg(sly)


def test_a_line_chart_writes_months_and_numbers_in_dutch() -> None:
    drawing = export.render_svg(draw_ring_lines(shown(), (), SAID)).decode()
    assert "mei 2026" in drawing
    told = build_locale("nl").to_dict()
    assert told["number"]["decimal"] == ","
    assert told["time"]["shortMonths"][2] == "mrt"
    assert told["time"]["days"][0] == "zondag"


@pytest.mark.parametrize("sly", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_kept_as_text(sly: str) -> None:
    table = pd.DataFrame({"Thema": [sly], sly: ["gewoon"]}, dtype=object)
    content = export.write_table_csv(table, "nl").decode("utf-8-sig")
    assert content.count("'" + sly) == 2


def test_numbers_stay_numbers_and_are_written_the_readers_way() -> None:
    table = pd.DataFrame({"Gezien": [-0.5, "nog niet gezien", None], "n": [3, 0, 1]}, dtype=object)
    assert export.write_table_csv(table, "nl") == "\ufeffGezien;n\r\n-0,5;3\r\nnog niet gezien;0\r\n;1\r\n".encode()
    assert export.write_table_csv(table, "en").decode("utf-8-sig").splitlines()[1] == "-0.5,3"


def test_a_chart_that_fills_a_page_gets_a_width_of_its_own_on_paper() -> None:
    spec = figure().spec | {"width": "container"}
    wide = Figure(spec, "", pd.DataFrame())
    assert f'width="{export.PAPER_WIDTH_PIXELS + 16}"'.encode() in export.render_svg(wide)


UNSAFE = "\x00\x01\x0b\x1f\ufeff\ufdd0\ufffe\uffff\U0001fffe\U0010ffff"
IN_ITS_OWN_PROCESS = f"""
import pandas as pd
from datetime import date
from impact.charts import Figure, export
from impact.report.pdf import write_picture_pdf
words = "Leer{UNSAFE.encode("unicode_escape").decode()}lingen"
spec = {{"data": {{"values": [{{"t": words, words: 1}}]}}, "mark": "text", "title": words,
        "encoding": {{"text": {{"field": "t"}}, "tooltip": {{"field": "t", "title": words}}}}}}
figure = Figure(spec, words, pd.DataFrame({{words: [words]}}))
named = Figure({{**spec, "data": {{"name": "rows"}}}}, words, pd.DataFrame(), {{"rows": [{{"t": words}}]}})
for drawn in (figure, named):
    assert export.render_png(drawn, 1) and export.write_table_csv(drawn.table, "nl")
    assert write_picture_pdf(drawn, "nl", date(2026, 11, 1))
    assert b"Leerlingen" in export.render_svg(drawn)
"""


def test_text_that_no_picture_can_hold_does_not_end_the_process() -> None:
    ran = subprocess.run([sys.executable, "-c", IN_ITS_OWN_PROCESS], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
