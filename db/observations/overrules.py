"""Overruled privacy warnings: stored without the text that was marked, and counted by reason."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.once import run_once
from db.people import lock_collaboration, require_permission
from impact.access import Act
from impact.model import Who
from impact.privacy import PrivacyReason


def record_overrule(session: Session, who: Who, area: str, reasons: Iterable[PrivacyReason], *, token: str) -> None:
    """Store once for each token that this person saved a marked text, where, and why it was marked; never the text.

    Call it in the transaction that saves the text. Without a reason nothing is stored. Raise NotAllowed.
    """
    lock_collaboration(session, who, Act.LOOK)
    sorted_reasons = sorted(set(reasons))
    if sorted_reasons:
        run_once(session, token, lambda: _insert_overrule(session, who, area, sorted_reasons))


def _insert_overrule(session: Session, who: Who, area: str, sorted_reasons: list[PrivacyReason]) -> str:
    row = tables.Overrule(
        collaboration_id=who.collaboration_id,
        by=who.person_id,
        area=area,
        reasons=[reason.value for reason in sorted_reasons],
    )
    session.add(row)
    session.flush()
    return row.id


def count_overrules(session: Session, who: Who, since: datetime) -> dict[PrivacyReason, int]:
    """Return how often each reason was overruled since this moment, in the order of the reasons, for who may manage."""
    require_permission(session, who, Act.MANAGE)
    overrule = tables.Overrule
    query = select(overrule.reasons).where(overrule.collaboration_id == who.collaboration_id, overrule.at >= since)
    count_by_reason = Counter(reason for reasons in session.scalars(query) for reason in reasons)
    return {reason: count_by_reason[reason.value] for reason in PrivacyReason if count_by_reason[reason.value]}
