"""Taking observations along as a file, and a backup of everything."""

from dataclasses import replace

import streamlit as st

from db import collaborations
from db.backup import backup_bytes, is_possible
from db.people import permit
from db.session import reading
from impact.access import Act
from impact.model import Collaboration, Who
from pages.ui import files, log_sheet
from pages.ui.database import engine, look
from pages.ui.here import may
from pages.ui.language import plain, t, today

BACKUP, RESTORE = "`python -m db backup`", "`python -m db restore`"


def take_along(who: Who, collaboration: Collaboration) -> None:
    """All observations as a file, made when it is asked for."""
    st.header(t("data.export_title"))
    st.write(t("data.export_text", name=plain(collaboration.name)))
    with st.container(horizontal=True, key="data_export_files"):
        files.observations(who, "data_export")


def sheet(who: Who, collaboration: Collaboration) -> None:
    """A sheet to log in where there is no network."""
    st.header(t("sheet.data_title"))
    st.write(t("sheet.data_text", name=plain(collaboration.name)))
    log_sheet.download(who, t("sheet.download"))


def back_up(who: Who) -> None:
    """A copy of the whole database, where it is a file, for who may manage all of it at the moment of asking."""
    st.header(t("data.backup_title"))
    opened = engine()
    if not is_possible(opened):
        st.write(t("data.backup_elsewhere"))
        return
    with look() as session:
        kept = collaborations.here(session)
    if not all(may(_in(who, one), Act.MANAGE) for one in kept):
        st.write(t("data.backup_others"))
        return
    st.write(t("data.backup_text", command=RESTORE))
    st.write(t("evidence.backup_apart", command=BACKUP))

    def content() -> bytes:
        with reading(opened) as session:
            for one in collaborations.here(session):
                permit(session, _in(who, one), Act.MANAGE)
        return backup_bytes(opened)

    st.download_button(
        t("data.backup"),
        content,
        file_name=f"rimpel-{today().isoformat()}.db",
        mime="application/vnd.sqlite3",
        icon=":material/save:",
        on_click="ignore",
        key="data_backup",
    )


def _in(who: Who, collaboration: Collaboration) -> Who:
    return replace(who, collaboration_id=collaboration.id)
