"""What the ripple graph is drawn from: every observation that counts, linked or not, and the sentences of a few."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.counting import is_counting
from db.people import require_permission
from impact.access import Act
from impact.model import Rung, Who
from impact.ripples.chains import ObservationNode

SENTENCES_PER_QUERY = 500


def list_nodes(session: Session, who: Who) -> dict[str, ObservationNode]:
    """Every observation that counts, by its id, in the order in which they were seen."""
    require_permission(session, who, Act.LOOK)
    observation, theme = tables.Observation, tables.Theme
    rings = select(theme.id, theme.ring_id).where(theme.collaboration_id == who.collaboration_id)
    ring_by_theme = dict(session.execute(rings).all())
    rung_by_number = {int(rung): rung for rung in Rung}
    query = select(observation.id, observation.theme_id, observation.rung, observation.seen_on).where(
        observation.collaboration_id == who.collaboration_id, is_counting()
    )
    rows = session.execute(query.order_by(observation.seen_on, observation.id))
    return {
        id_: ObservationNode(id_, ring_by_theme[theme_id], theme_id, rung_by_number[rung], seen_on)
        for id_, theme_id, rung, seen_on in rows
    }


def list_sentences(session: Session, who: Who, ids: Iterable[str]) -> dict[str, str]:
    """What changed, in one sentence, for those of these observations that count; read in pieces."""
    require_permission(session, who, Act.LOOK)
    observation = tables.Observation
    query = select(observation.id, observation.what).where(
        observation.collaboration_id == who.collaboration_id, is_counting()
    )
    sentence_by_id: dict[str, str] = {}
    observation_ids = list(ids)
    for start in range(0, len(observation_ids), SENTENCES_PER_QUERY):
        sentence_by_id.update(
            session.execute(query.where(observation.id.in_(observation_ids[start : start + SENTENCES_PER_QUERY]))).all()
        )
    return sentence_by_id
