"""Observations to take along: the same rows as CSV and as Excel, each made when it is asked for."""

from collections.abc import Callable, Sequence
from typing import Literal

from db.export import export_observations
from db.session import Session, open_read_session
from impact.exporting import observations_csv, observations_xlsx
from impact.model import Who
from pages.ui.database import get_engine
from pages.ui.download import show_download
from pages.ui.language import get_language, t, today

EXPORT_KINDS = (
    ("csv", ":material/download:", observations_csv.write_csv),
    ("xlsx", ":material/table_view:", observations_xlsx.write_workbook),
)


def select_everything(_session: Session) -> None:
    """Return None: all observations of the collaboration."""


def show_observation_downloads(
    who: Who,
    key: str,
    select_ids: Callable[[Session], Sequence[str] | None] = select_everything,
    button_type: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """Show the download buttons for the observations with these ids, or for all (None); drafts are left out."""
    database_engine, reader_language = get_engine(), get_language()
    for kind, icon, write in EXPORT_KINDS:

        def build_content(write: Callable[..., bytes] = write) -> bytes:
            with open_read_session(database_engine) as session:
                return export_observations(session, who, reader_language, select_ids(session), write)

        show_download(
            t(f"take.{kind}"),
            build_content,
            f"{t('take.file')}-{today().isoformat()}.{kind}",
            icon=icon,
            button_type=button_type,
            tip=t(f"take.{kind}_help"),
            key=f"{key}_{kind}",
        )
