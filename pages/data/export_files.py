"""Taking observations along as a file."""

import streamlit as st

from impact.model import Collaboration, Who
from pages.ui import observation_downloads, log_sheet_download
from pages.ui.language import escape_markdown, t


def show_export_section(who: Who, collaboration: Collaboration) -> None:
    """All observations as a file, made when it is asked for."""
    st.header(t("data.export_title"))
    st.write(t("data.export_text", name=escape_markdown(collaboration.name)))
    with st.container(horizontal=True, key="data_export_files"):
        observation_downloads.show_observation_downloads(who, "data_export")


def show_log_sheet_section(who: Who, collaboration: Collaboration) -> None:
    """A sheet to log in where there is no network."""
    st.header(t("sheet.data_title"))
    st.write(t("sheet.data_text", name=escape_markdown(collaboration.name)))
    log_sheet_download.show_log_sheet_download(who, t("sheet.download"))
