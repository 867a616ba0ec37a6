"""Files to download: all observations, the log sheet, and the whole collaboration."""

from io import BytesIO

import streamlit as st

from db.copies import whole_export
from db.session import open_read_session
from impact.model import Collaboration, Who
from pages.ui import log_sheet_download, observation_downloads
from pages.ui.database import get_engine, get_file_store
from pages.ui.download import show_download
from pages.ui.language import escape_markdown, t, today


def show_export_section(who: Who, collaboration: Collaboration) -> None:
    """Offer all observations as a file."""
    st.header(t("data.export_title"))
    st.write(t("data.export_text", name=escape_markdown(collaboration.name)))
    with st.container(horizontal=True, key="data_export_files"):
        observation_downloads.show_observation_downloads(who, "data_export")


def show_log_sheet_section(who: Who, collaboration: Collaboration) -> None:
    """Offer the sheet in which to log where there is no network."""
    st.header(t("sheet.data_title"))
    st.write(t("sheet.data_text", name=escape_markdown(collaboration.name)))
    log_sheet_download.show_log_sheet_download(who, t("sheet.download"))


def show_collaboration_download(who: Who, collaboration: Collaboration) -> None:
    """Offer all of this collaboration as one file that another Rimpel can import."""
    st.header(t("whole.title"))
    st.write(t("whole.text", name=escape_markdown(collaboration.name)))
    st.caption(t("whole.stays"))
    database_engine, file_store = get_engine(), get_file_store()

    def build_collaboration_zip() -> bytes:
        stream = BytesIO()
        with open_read_session(database_engine) as session:
            whole_export.write_collaboration(session, who, file_store, stream)
        return stream.getvalue()

    show_download(
        t("whole.download"),
        build_collaboration_zip,
        f"{t('whole.file_name')}-{today().isoformat()}.zip",
        icon=":material/folder_zip:",
        key="whole_download",
    )
