"""Taking observations along as a file."""

import streamlit as st

from db.exchange import exported
from db.session import reading
from impact.model import Collaboration, Who
from pages.ui.database import engine
from pages.ui.language import language, plain, t, today


def take_along(who: Who, collaboration: Collaboration) -> None:
    """All observations as a CSV file, made when it is asked for."""
    st.header(t("data.export_title"))
    st.write(t("data.export_text", name=plain(collaboration.name)))
    opened, spoken = engine(), language()

    def content() -> bytes:
        with reading(opened) as session:
            return exported(session, who, spoken)

    st.download_button(
        t("data.export"),
        content,
        file_name=f"{t('data.export_file')}-{today().isoformat()}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="data_export",
    )
