"""Desired impact: the rings, their themes, how each level is worded and what level is wanted from when on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import tables
from db.people import permit
from impact.access import Act
from impact.model import Ring, Theme, WantedStep, Who


def rings(session: Session, who: Who, unexpected: str) -> tuple[Ring, ...]:
    """The rings from the inside out, each with its themes in order; `unexpected` is the reader's word for that sector."""
    permit(session, who, Act.LOOK)
    mine = who.collaboration_id
    steps: dict[str, list[WantedStep]] = {}
    for row in session.scalars(
        select(tables.Wanted).where(tables.Wanted.collaboration_id == mine).order_by(tables.Wanted.from_on)
    ):
        steps.setdefault(row.theme_id, []).append(WantedStep(row.from_on, row.level))
    themes: dict[str, list[Theme]] = {}
    query = select(tables.Theme).where(tables.Theme.collaboration_id == mine)
    for theme in session.scalars(query.order_by(tables.Theme.unexpected, tables.Theme.position, tables.Theme.id)):
        themes.setdefault(theme.ring_id, []).append(_theme(theme, unexpected, tuple(steps.get(theme.id, ()))))
    found = (
        select(tables.Ring).where(tables.Ring.collaboration_id == mine).order_by(tables.Ring.position, tables.Ring.id)
    )
    return tuple(Ring(row.id, row.name, tuple(themes.get(row.id, ())), row.version) for row in session.scalars(found))


def _theme(row: tables.Theme, unexpected: str, wanted: tuple[WantedStep, ...]) -> Theme:
    return Theme(
        id=row.id,
        ring_id=row.ring_id,
        label=unexpected if row.unexpected else row.label,
        wish=row.wish,
        unexpected=row.unexpected,
        wordings=tuple(row.wordings),
        wanted=wanted,
        version=row.version,
    )
