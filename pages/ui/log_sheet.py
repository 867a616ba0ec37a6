"""The log sheet to take along to where there is no network, with the choices of this collaboration in it."""

from typing import Literal

import streamlit as st

from db import collaborations, desired
from db.session import reading
from impact.exchange import log_sheet
from impact.exchange.log_sheet import Choices
from impact.model import Who
from pages.ui.database import engine
from pages.ui.files import XLSX
from pages.ui.language import language, t


def download(who: Who, label: str, look: Literal["secondary", "tertiary"] = "secondary") -> None:
    """The button to download the log sheet, made when it is asked for."""
    opened, spoken, unexpected = engine(), language(), t("model.unexpected")

    def content() -> bytes:
        with reading(opened) as session:
            name = collaborations.get(session, who).name
            choices = Choices(
                desired.rings(session, who, unexpected),
                [one.name for one in collaborations.organisations(session, who)],
                [one.name for one in collaborations.activities(session, who)],
            )
        return log_sheet.written(name, choices, spoken)

    st.download_button(
        label,
        content,
        file_name=f"{t('sheet.file')}.xlsx",
        mime=XLSX,
        icon=":material/wifi_off:",
        on_click="ignore",
        type=look,
        help=t("sheet.take_help"),
        key="log_sheet",
    )
