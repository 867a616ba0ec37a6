"""What writers let stand although it may point to a person: written down without the text, and counted by reason."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.once import once
from db.people import alone, permit
from impact.access import Act
from impact.model import Who
from impact.privacy import Reason


def note(session: Session, who: Who, area: str, reasons: Iterable[Reason], *, token: str) -> None:
    """Write down that this person let something stand in this area, and why it was marked; never the text.

    Part of the act that saves. The same token writes once; nothing to say why writes nothing. Raises NotAllowed.
    """
    alone(session, who, Act.LOOK)
    why = sorted(set(reasons))
    if why:
        once(session, token, lambda: _note(session, who, area, why))


def _note(session: Session, who: Who, area: str, why: list[Reason]) -> str:
    row = tables.Overrule(
        collaboration_id=who.collaboration_id, by=who.person_id, area=area, reasons=[reason.value for reason in why]
    )
    session.add(row)
    session.flush()
    return row.id


def counted(session: Session, who: Who, since: datetime) -> dict[Reason, int]:
    """How often something was let stand since this moment, per reason in a fixed order; only for who may manage."""
    permit(session, who, Act.MANAGE)
    kept = tables.Overrule
    mine = select(kept.reasons).where(kept.collaboration_id == who.collaboration_id, kept.at >= since)
    found = Counter(reason for reasons in session.scalars(mine) for reason in reasons)
    return {reason: found[reason.value] for reason in Reason if found[reason.value]}
