"""An import on its way, as the runs of the page hand it on to each other."""

from dataclasses import dataclass, replace

from impact.model import Who
from pages.manage._data_preview import Decided
from pages.manage._data_work import Work


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
    def owner(self) -> Who:
        """Who takes it in, in the collaboration where it goes."""
        return replace(self.who, collaboration_id=self.collaboration_id)
