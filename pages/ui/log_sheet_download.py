"""The log sheet to take along to where there is no network, with the choices of this collaboration in it."""

from typing import Literal

from db import collaborations, desired
from db.session import open_read_session
from impact.exporting import log_sheet
from impact.exporting.log_sheet import LogSheetChoices
from impact.model import Who
from pages.ui.database import get_engine
from pages.ui.download import show_download
from pages.ui.language import get_language, t


def show_log_sheet_download(who: Who, label: str, button_type: Literal["secondary", "tertiary"] = "secondary") -> None:
    """Show the button to download the log sheet."""
    database_engine, reader_language, unexpected = get_engine(), get_language(), t("model.unexpected")

    def build_content() -> bytes:
        with open_read_session(database_engine) as session:
            name = collaborations.get_collaboration(session, who).name
            choices = LogSheetChoices(
                desired.list_rings(session, who, unexpected),
                [item.name for item in collaborations.list_organisations(session, who)],
                [item.name for item in collaborations.list_activities(session, who)],
            )
        return log_sheet.write_log_sheet(name, choices, reader_language)

    show_download(
        label,
        build_content,
        f"{t('sheet.file')}.xlsx",
        icon=":material/wifi_off:",
        button_type=button_type,
        tip=t("sheet.take_help"),
        key="log_sheet",
    )
