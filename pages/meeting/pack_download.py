"""The download buttons of the meeting pack: slides, PDF or workbook, each built when it is asked for."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from db.report import gather_pack_material
from db.session import Engine, open_read_session
from impact.model import Who
from impact.report.pack import MeetingPack
from impact.report.pack_pages import build_pack
from impact.report.pdf import write_pack_pdf
from impact.report.pptx import write_pack_pptx
from impact.report.xlsx import write_pack_xlsx
from impact.words import get_text
from pages.meeting.pack_choices import MeetingChoices
from pages.ui.database import get_engine
from pages.ui.download import show_download
from pages.ui.language import format_month, t, tn, today

PACK_FORMATS: tuple[tuple[str, str, Callable[[MeetingPack], bytes]], ...] = (
    ("pptx", ":material/slideshow:", write_pack_pptx),
    ("pdf", ":material/picture_as_pdf:", write_pack_pdf),
    ("xlsx", ":material/table_view:", write_pack_xlsx),
)


def show_pack_downloads(who: Who, choices: MeetingChoices) -> None:
    """Show a button per file format; the slides stand out, since most meetings use those."""
    with st.container(horizontal=True, key="meeting_files"):
        for file_kind, icon, write in PACK_FORMATS:
            show_download(
                t(f"meeting.{file_kind}"),
                partial(_build_pack_file, get_engine(), who, choices, write, today()),
                f"{get_text(choices.language, 'meeting.file')}-{today().isoformat()}.{file_kind}",
                icon=icon,
                button_type="primary" if file_kind == "pptx" else "secondary",
                tip=t(f"meeting.{file_kind}_help"),
                key=f"meeting_{file_kind}",
            )
    months = {"then": format_month(choices.request.month_then), "now": format_month(choices.request.month_now)}
    st.caption(tn("meeting.about", len(choices.stories), spoken=t(f"meeting.in.{choices.language}"), **months))


def _build_pack_file(
    database_engine: Engine, who: Who, choices: MeetingChoices, write: Callable[[MeetingPack], bytes], day: date
) -> bytes:
    """Return the file, read and built at the moment of the click, so that access is checked then too."""
    pack_language = choices.language
    with open_read_session(database_engine) as session:
        meeting_material = gather_pack_material(
            session, who, choices.request, get_text(pack_language, "model.unexpected"), choices.organisation_id
        )
    return write(build_pack(meeting_material, choices.request, choices.stories, pack_language, day))
