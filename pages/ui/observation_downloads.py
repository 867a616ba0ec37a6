"""Observations to take along: the same rows as CSV and as Excel, each made when it is asked for."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from db.export import export_observations
from db.session import Session, open_read_session
from impact.exporting import observations_csv, observations_xlsx
from impact.model import Who
from pages.ui.database import get_engine
from pages.ui.language import get_language, t, today

XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_KINDS = (
    ("csv", "text/csv", ":material/download:", observations_csv.write_csv),
    ("xlsx", XLSX_MEDIA_TYPE, ":material/table_view:", observations_xlsx.write_workbook),
)


def select_everything(_session: Session) -> None:
    """All observations of the collaboration."""


def show_observation_downloads(
    who: Who,
    key: str,
    select_ids: Callable[[Session], Sequence[str] | None] = select_everything,
    button_type: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """The download buttons for the observations with these ids, or for all of them (None); drafts stay here."""
    database_engine, reader_language = get_engine(), get_language()
    for kind, mime, icon, write in EXPORT_KINDS:

        def content(write: Callable[..., bytes] = write) -> bytes:
            with open_read_session(database_engine) as session:
                return export_observations(session, who, reader_language, select_ids(session), write)

        st.download_button(
            t(f"take.{kind}"),
            content,
            file_name=f"{t('take.file')}-{today().isoformat()}.{kind}",
            mime=mime,
            icon=icon,
            on_click="ignore",
            type=button_type,
            help=t(f"take.{kind}_help"),
            key=f"{key}_{kind}",
        )
