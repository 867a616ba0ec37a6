"""An import that is running, as one run of the page leaves it to the next, and as JSON for another session."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from impact.importing.files.table import FileTable
from impact.importing.plan.import_plan import KnownPlaces, plan_import
from impact.importing.plan.matching import FileMatching
from impact.importing.plan.row_checks import check_rows
from impact.importing.plan.row_reader import RowReader
from impact.model import Who
from impact.privacy import PrivacyReason
from impact.privacy.row_check import MarkedText, PrivacyReport
from pages.data.import_preview import ImportDecision
from pages.data.import_setup import ImportSetup
from pages.data.import_storage import (
    SessionImport,
    known_places_from_json,
    known_places_to_json,
    matching_from_json,
    matching_to_json,
    positions_from_text,
    positions_to_text,
)

PROGRESS_FIELDS = ("collaboration_id", "batch_id", "pieces", "rows")


@dataclass
class RunningImport:
    """An import that is running or was stopped, with everything it needs to go on where it was.

    `collaboration_id` and `batch_id` are empty until it has begun; `pieces` and `rows` count what is saved.
    `stop_reason` is the error that stopped it, empty when somebody pressed stop.
    """

    token: str
    who: Who
    setup: ImportSetup
    decision: ImportDecision
    settled_matching: FileMatching
    start_day: date
    collaboration_id: str = ""
    batch_id: str = ""
    pieces: int = 0
    rows: int = 0
    stopped: bool = False
    stop_reason: str = ""

    @property
    def total_rows(self) -> int:
        """How many rows there are to import."""
        return self.decision.import_check.count - len(self.decision.skipped_positions)

    @property
    def row_reader(self) -> RowReader:
        """The reader of the rows, with the day it began as today, so that every piece is read the same way."""
        return RowReader(self.setup.observation_table, self.settled_matching, self.start_day)

    @property
    def progress(self) -> dict[str, Any]:
        """How far it came, as JSON values."""
        return {name: getattr(self, name) for name in PROGRESS_FIELDS}

    @property
    def owner(self) -> Who:
        """Who imports it, in the collaboration it goes to."""
        return replace(self.who, collaboration_id=self.collaboration_id)


def running_import_to_json(running_import: RunningImport) -> dict[str, Any]:
    """Return what an import needs to go on in another session with the same file, as JSON values."""
    setup, decision = running_import.setup, running_import.decision
    return {
        "token": running_import.token,
        "sheet": setup.table.sheet,
        "named": setup.table.named,
        "work": setup.to_json(),
        "known": known_places_to_json(setup.known_places),
        "settled": matching_to_json(running_import.settled_matching),
        "today": running_import.start_day.isoformat(),
        "apart": decision.is_separate,
        "name": decision.collaboration_name,
        "whole": decision.is_all_or_nothing,
        "allow": decision.allows_new_themes,
        "leave": positions_to_text(decision.skipped_positions),
        "reasons": [reason.value for reason in decision.privacy_report.reasons],
    }


def running_import_from_json(who: Who, session_import: SessionImport, table: FileTable) -> RunningImport:
    """Return the stored import, stopped where it was; the rows are read again in the same way."""
    document = session_import.state["running"]
    known_places, settled_matching = known_places_from_json(document["known"]), matching_from_json(document["settled"])
    matching = matching_from_json(document["work"]["matching"])
    setup = ImportSetup(
        document["work"]["id"], session_import.file_name, table, document["apart"], known_places, matching
    )
    start_day = date.fromisoformat(document["today"])
    import_check = check_rows(setup.observation_table, RowReader(setup.observation_table, settled_matching, start_day))
    privacy_report = PrivacyReport(
        tuple(MarkedText(0, "", PrivacyReason(reason)) for reason in document["reasons"]), import_check.count
    )
    skipped_positions = positions_from_text(document["leave"])
    import_plan = plan_import(import_check, KnownPlaces())
    decision = ImportDecision(
        import_check,
        import_plan,
        privacy_report,
        document["apart"],
        document["name"],
        document["whole"],
        document["allow"],
        skipped_positions,
        True,
    )
    progress = {name: session_import.progress[name] for name in PROGRESS_FIELDS if name in session_import.progress}
    return RunningImport(document["token"], who, setup, decision, settled_matching, start_day, stopped=True, **progress)
