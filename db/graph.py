"""What the ripple graph is drawn from: every observation that counts, linked or not, and the sentences of a few."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from db.people import permit
from impact.access import Act
from impact.chains import Node
from impact.model import Rung, Who

AT_ONCE = 500


def nodes(session: Session, who: Who) -> dict[str, Node]:
    """Every observation that counts, by its id, in the order in which they were seen."""
    permit(session, who, Act.LOOK)
    seen, theme = tables.Observation, tables.Theme
    rings = select(theme.id, theme.ring_id).where(theme.collaboration_id == who.collaboration_id)
    ring_of = dict(session.execute(rings).all())
    rung_of = {int(rung): rung for rung in Rung}
    query = select(seen.id, seen.theme_id, seen.rung, seen.seen_on).where(
        seen.collaboration_id == who.collaboration_id, is_counting()
    )
    found = session.execute(query.order_by(seen.seen_on, seen.id))
    return {
        id_: Node(id_, ring_of[theme_id], theme_id, rung_of[rung], seen_on) for id_, theme_id, rung, seen_on in found
    }


def sentences(session: Session, who: Who, ids: Iterable[str]) -> dict[str, str]:
    """What changed, in one sentence, for those of these observations that count; read in pieces."""
    permit(session, who, Act.LOOK)
    seen = tables.Observation
    mine = select(seen.id, seen.what).where(seen.collaboration_id == who.collaboration_id, is_counting())
    said: dict[str, str] = {}
    asked = list(ids)
    for start in range(0, len(asked), AT_ONCE):
        said.update(session.execute(mine.where(seen.id.in_(asked[start : start + AT_ONCE]))).all())
    return said
