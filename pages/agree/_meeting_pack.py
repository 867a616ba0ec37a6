"""The pack to take along: made when it is asked for, as slides, on paper or as a workbook."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from db.report import material
from db.session import Engine, reading
from impact.model import Who
from impact.report.pack import Pack
from impact.report.pages import packed
from impact.report.pdf import pdf
from impact.report.pptx import pptx
from impact.report.xlsx import xlsx
from impact.words import say
from pages.agree._meeting_choice import Wanted
from pages.ui.database import engine
from pages.ui.language import month, t, tn, today

OFFICE = "application/vnd.openxmlformats-officedocument"
FILES: tuple[tuple[str, str, str, Callable[[Pack], bytes]], ...] = (
    ("pptx", f"{OFFICE}.presentationml.presentation", ":material/slideshow:", pptx),
    ("pdf", "application/pdf", ":material/picture_as_pdf:", pdf),
    ("xlsx", f"{OFFICE}.spreadsheetml.sheet", ":material/table_view:", xlsx),
)


def offer(who: Who, wanted: Wanted) -> None:
    """The three files, one click each; the first is what most meetings ask for."""
    with st.container(horizontal=True, key="meeting_files"):
        for kind, mime, icon, write in FILES:
            st.download_button(
                t(f"meeting.{kind}"),
                partial(_made, engine(), who, wanted, write, today()),
                file_name=f"{say(wanted.language, 'meeting.file')}-{today().isoformat()}.{kind}",
                mime=mime,
                icon=icon,
                type="primary" if kind == "pptx" else "secondary",
                on_click="ignore",
                help=t(f"meeting.{kind}_help"),
                key=f"meeting_{kind}",
            )
    months = {"then": month(wanted.asked.then), "now": month(wanted.asked.now)}
    st.caption(tn("meeting.about", len(wanted.stories), spoken=t(f"meeting.in.{wanted.language}"), **months))


def _made(opened: Engine, who: Who, wanted: Wanted, write: Callable[[Pack], bytes], day: date) -> bytes:
    """The file, read and written at the moment of asking: who may not look any more gets none."""
    spoken = wanted.language
    with reading(opened) as session:
        found = material(session, who, wanted.asked, say(spoken, "model.unexpected"), wanted.organisation_id)
    return write(packed(found, wanted.asked, wanted.stories, spoken, day))
