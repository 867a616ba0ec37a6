"""Observations to take along: the same rows as CSV and as Excel, each made when it is asked for."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from db.exchange import exported
from db.session import Session, reading
from impact.exchange import csv_out, xlsx_out
from impact.model import Who
from pages.ui.database import engine
from pages.ui.language import language, t, today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = (
    ("csv", "text/csv", ":material/download:", csv_out.written),
    ("xlsx", XLSX, ":material/table_view:", xlsx_out.written),
)


def everything(_session: Session) -> None:
    """All observations of the collaboration."""


def observations(
    who: Who,
    key: str,
    ids: Callable[[Session], Sequence[str] | None] = everything,
    look: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """The download buttons for the observations with these ids, or for all of them (None); drafts stay here."""
    opened, spoken = engine(), language()
    for kind, mime, icon, write in KINDS:

        def content(write: Callable[..., bytes] = write) -> bytes:
            with reading(opened) as session:
                return exported(session, who, spoken, ids(session), write)

        st.download_button(
            t(f"take.{kind}"),
            content,
            file_name=f"{t('take.file')}-{today().isoformat()}.{kind}",
            mime=mime,
            icon=icon,
            on_click="ignore",
            type=look,
            help=t(f"take.{kind}_help"),
            key=f"{key}_{kind}",
        )
