"""An import on its way, as the runs of the page hand it on to each other."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from impact.exchange.matching import Matching
from impact.exchange.plan import Known, plan
from impact.exchange.rows_in import Reader
from impact.exchange.table import Table
from impact.exchange.through import looked_through
from impact.model import Who
from impact.privacy import Reason
from impact.privacy.sheets import Looked, Mark
from pages.manage._data_kept import (
    HeldImport,
    known_from_json,
    known_to_json,
    matching_from_json,
    matching_to_json,
    places_from_text,
    places_to_text,
)
from pages.manage._data_preview import Decided
from pages.manage._data_work import Work

PROGRESS = ("collaboration_id", "batch_id", "pieces", "rows")


@dataclass
class Taking:
    """An import on its way: where it goes once that is known, and how many pieces and rows are safely in.

    `why` tells why it stopped when nobody asked it to.
    Everything it needs is here, so that a run that was cut off between two pieces goes on where it was.
    """

    token: str
    who: Who
    work: Work
    decided: Decided
    settled: Matching
    today: date
    collaboration_id: str = ""
    batch_id: str = ""
    pieces: int = 0
    rows: int = 0
    stopped: bool = False
    why: str = ""

    @property
    def total(self) -> int:
        """How many rows there are to take in."""
        return self.decided.through.count - len(self.decided.leave)

    @property
    def reader(self) -> Reader:
        """Reads its rows as they were read when it began."""
        return Reader(self.work.rows, self.settled, self.today)

    @property
    def progress(self) -> dict[str, Any]:
        """How far it came."""
        return {name: getattr(self, name) for name in PROGRESS}

    @property
    def owner(self) -> Who:
        """Who takes it in, in the collaboration where it goes."""
        return replace(self.who, collaboration_id=self.collaboration_id)


def to_json(taking: Taking) -> dict[str, Any]:
    """What an import needs to go on in another session, with the same file."""
    work, decided = taking.work, taking.decided
    return {
        "token": taking.token,
        "sheet": work.table.sheet,
        "named": work.table.named,
        "work": work.to_json(),
        "known": known_to_json(work.known),
        "settled": matching_to_json(taking.settled),
        "today": taking.today.isoformat(),
        "apart": decided.apart,
        "name": decided.name,
        "whole": decided.whole,
        "allow": decided.allow,
        "leave": places_to_text(decided.leave),
        "reasons": [reason.value for reason in decided.looked.reasons],
    }


def from_json(who: Who, held: HeldImport, table: Table) -> Taking:
    """The import as it was kept, stopped where it came to; what was read is read again the same."""
    told = held.told["running"]
    known, settled = known_from_json(told["known"]), matching_from_json(told["settled"])
    matching = matching_from_json(told["work"]["matching"])
    work = Work(told["work"]["id"], held.name, table, told["apart"], known, matching)
    day = date.fromisoformat(told["today"])
    through = looked_through(work.rows, Reader(work.rows, settled, day))
    looked = Looked(tuple(Mark(0, "", Reason(reason)) for reason in told["reasons"]), through.count)
    leave = places_from_text(told["leave"])
    wanted = plan(through, Known())
    decided = Decided(through, wanted, looked, told["apart"], told["name"], told["whole"], told["allow"], leave, True)
    progress = {name: held.progress[name] for name in PROGRESS if name in held.progress}
    return Taking(told["token"], who, work, decided, settled, day, stopped=True, **progress)
