"""Desired impact: the rings, their themes, how each level is worded and what level is wanted from when on."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import tables
from db.collaborations import unexpected_of
from db.once import inserting, once
from db.people import alone, permit, touched
from db.types import new_id, now
from impact.access import Act
from impact.desire import LABEL_LIMIT, checked_step, moved, refuse_double, tidied
from impact.errors import ChangedMeanwhile, InUse, Invalid, NotFound
from impact.model import FEWEST_RINGS, MOST_RINGS, MOST_THEMES, Ring, Theme, WantedStep, Who
from impact.observe import named


def rings(session: Session, who: Who, unexpected: str) -> tuple[Ring, ...]:
    """The rings from the inside out, each with its themes in order; `unexpected`: the reader's word for that sector."""
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
    return tuple(Ring(row.id, row.name, tuple(themes.get(row.id, ())), row.version) for row in _ring_rows(session, who))


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


def _ring_rows(session: Session, who: Who) -> Sequence[tables.Ring]:
    ring = tables.Ring
    ours = select(ring).where(ring.collaboration_id == who.collaboration_id)
    return session.scalars(ours.order_by(ring.position, ring.id)).all()


def add_ring(
    session: Session, who: Who, name: str, *, token: str, like: Ring | None = None, at: int = MOST_RINGS
) -> str:
    """Add a ring with its unexpected theme and return its id; with `like` also the themes and levels of that one.

    `at` is its place from the inside, the outermost when there is none so far out. Raises Invalid.
    """
    alone(session, who, Act.AGREE)
    fit = named(name, LABEL_LIMIT, "ring_name")
    wished = [tidied(theme) for theme in (like.themes if like else ()) if not theme.unexpected]
    return once(session, token, lambda: _add_ring(session, who, fit, wished, at))


def _add_ring(session: Session, who: Who, name: str, themes: Sequence[Theme], at: int) -> str:
    rows = _ring_rows(session, who)
    if len(rows) >= MOST_RINGS:
        raise Invalid(field="rings", reason="most_rings", most=MOST_RINGS)
    refuse_double(name, [row.name for row in rows], "ring_name")
    mine = {"collaboration_id": who.collaboration_id, "created_by": who.person_id}
    row = tables.Ring(name=name, position=len(rows), **mine)
    session.add(row)
    session.flush()
    session.add(unexpected_of(row.id, mine))
    for position, theme in enumerate(themes):
        _keep_theme(session, who, row.id, theme, position)
    _order(session, who, tables.Ring, moved([*(one.id for one in rows), row.id], row.id, min(at - len(rows), 0)))
    touched(session, who)
    return row.id


def rename_ring(session: Session, who: Who, ring_id: str, name: str, *, version: int) -> None:
    """Give a ring another name. Raises Invalid when another has it, ChangedMeanwhile with the name as it stands."""
    alone(session, who, Act.AGREE)
    row = _ring(session, who, ring_id, version)
    fit = named(name, LABEL_LIMIT, "ring_name")
    refuse_double(fit, [other.name for other in _ring_rows(session, who) if other.id != ring_id], "ring_name")
    row.name, row.version, row.updated_by = fit, row.version + 1, who.person_id
    session.flush()
    touched(session, who)


def move_ring(session: Session, who: Who, ring_id: str, steps: int) -> None:
    """Move a ring so many places outward (inward, when negative), as far as there is room."""
    alone(session, who, Act.AGREE)
    _ring(session, who, ring_id)
    _order(session, who, tables.Ring, moved([row.id for row in _ring_rows(session, who)], ring_id, steps))
    touched(session, who)


def remove_ring(session: Session, who: Who, ring_id: str, *, version: int) -> Ring:
    """Take a ring away with its themes, and hand it back as it was, so that it can be put back.

    Raises InUse while observations stand in it or milestones tell of it, and Invalid when fewer than two would be left.
    """
    alone(session, who, Act.AGREE)
    row = _ring(session, who, ring_id, version)
    if len(_ring_rows(session, who)) <= FEWEST_RINGS:
        raise Invalid(field="rings", reason="fewest_rings", least=FEWEST_RINGS)
    theme = tables.Theme
    rows = session.scalars(_ours_in(who, ring_id)).all()
    marks = select(func.count()).select_from(tables.Milestone).where(tables.Milestone.ring_id == ring_id)
    _refuse_while_used(session, theme.ring_id == ring_id, session.scalar(marks) or 0)
    gone = Ring(row.id, row.name, tuple(_told(session, one) for one in rows), row.version)
    _delete(session, row)
    touched(session, who)
    return gone


def add_theme(session: Session, who: Who, theme: Theme, *, token: str, at: int = MOST_THEMES) -> str:
    """Add this desired impact, with its wordings and wanted levels, to its ring; returns the id it gets.

    `at` is its place in the ring, the last when there is none so far on. Raises Invalid or NotFound.
    """
    alone(session, who, Act.AGREE)
    fit = tidied(theme)
    return once(session, token, lambda: _add_theme(session, who, fit, at))


def _add_theme(session: Session, who: Who, theme: Theme, at: int) -> str:
    _ring(session, who, theme.ring_id)
    rows = _theme_rows(session, who, theme.ring_id)
    if len(rows) >= MOST_THEMES:
        raise Invalid(field="themes", reason="most_themes", most=MOST_THEMES)
    refuse_double(theme.label, [row.label for row in rows], "label")
    made = _keep_theme(session, who, theme.ring_id, theme, len(rows))
    _order(session, who, tables.Theme, moved([*(row.id for row in rows), made], made, min(at - len(rows), 0)))
    touched(session, who)
    return made


def _keep_theme(session: Session, who: Who, ring_id: str, theme: Theme, position: int) -> str:
    mine = {"collaboration_id": who.collaboration_id, "created_by": who.person_id}
    told = {"label": theme.label, "wish": theme.wish, "wordings": list(theme.wordings)}
    row = tables.Theme(ring_id=ring_id, position=position, **told, **mine)
    session.add(row)
    session.flush()
    steps = [checked_step(step) for step in theme.wanted]
    session.add_all(tables.Wanted(theme_id=row.id, from_on=one.from_on, level=one.level, **mine) for one in steps)
    session.flush()
    return row.id


def change_theme(session: Session, who: Who, theme: Theme, *, version: int) -> None:
    """Change label, wish and wordings of the theme with this id. Raises Invalid, NotFound, or ChangedMeanwhile."""
    alone(session, who, Act.AGREE)
    row = _theme_row(session, who, theme.id, version)
    fit = tidied(theme)
    others = [other.label for other in _theme_rows(session, who, row.ring_id) if other.id != row.id]
    refuse_double(fit.label, others, "label")
    row.label, row.wish, row.wordings = fit.label, fit.wish, list(fit.wordings)
    row.version, row.updated_by = row.version + 1, who.person_id
    session.flush()
    touched(session, who)


def move_theme(session: Session, who: Who, theme_id: str, steps: int) -> None:
    """Move a theme so many places later in its ring (earlier, when negative); unexpected stays last."""
    alone(session, who, Act.AGREE)
    row = _theme_row(session, who, theme_id)
    order = [one.id for one in _theme_rows(session, who, row.ring_id)]
    _order(session, who, tables.Theme, moved(order, theme_id, steps))
    touched(session, who)


def remove_theme(session: Session, who: Who, theme_id: str, *, version: int) -> Theme:
    """Take a theme away with its wanted levels, and hand it back. Raises InUse while observations are in it."""
    alone(session, who, Act.AGREE)
    row = _theme_row(session, who, theme_id, version)
    _refuse_while_used(session, tables.Theme.id == theme_id)
    gone = _told(session, row)
    _delete(session, row)
    touched(session, who)
    return gone


def want(session: Session, who: Who, theme_id: str, from_on: date, level: float) -> None:
    """From this day on this level (0 to 4, in halves) is wanted; what was wanted from the same day is replaced.

    There is no version to ask for: a wanted level is agreed upon together, so the last who sets it speaks for all.
    """
    alone(session, who, Act.AGREE)
    _theme_row(session, who, theme_id)
    step = checked_step(WantedStep(from_on, level))
    at = now()
    adding = inserting(session, tables.Wanted).values(
        id=new_id(),
        collaboration_id=who.collaboration_id,
        theme_id=theme_id,
        from_on=step.from_on,
        level=step.level,
        version=1,
        created_at=at,
        updated_at=at,
        created_by=who.person_id,
    )
    kept = tables.Wanted
    anew = {"level": step.level, "version": kept.version + 1, "updated_at": at, "updated_by": who.person_id}
    session.execute(adding.on_conflict_do_update(index_elements=["theme_id", "from_on"], set_=anew))
    touched(session, who)


def unwant(session: Session, who: Who, theme_id: str, from_on: date) -> None:
    """Nothing new is wanted from this day on any more; when that was so already, nothing changes."""
    alone(session, who, Act.AGREE)
    _theme_row(session, who, theme_id)
    kept = tables.Wanted
    ours = (kept.collaboration_id == who.collaboration_id) & (kept.theme_id == theme_id) & (kept.from_on == from_on)
    session.execute(delete(kept).where(ours))
    touched(session, who)


def _order(session: Session, who: Who, table: type[tables.Ring] | type[tables.Theme], order: Sequence[str]) -> None:
    for position, id_ in enumerate(order):
        ours = (table.id == id_) & (table.collaboration_id == who.collaboration_id)
        session.execute(update(table).where(ours).values(position=position))


def _ring(session: Session, who: Who, ring_id: str, version: int | None = None) -> tables.Ring:
    ours = (tables.Ring.id == ring_id) & (tables.Ring.collaboration_id == who.collaboration_id)
    row = session.scalar(select(tables.Ring).where(ours).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="ring")
    if version not in (None, row.version):
        raise ChangedMeanwhile(now=Ring(row.id, row.name, (), row.version))
    return row


def _theme_row(session: Session, who: Who, theme_id: str, version: int | None = None) -> tables.Theme:
    theme = tables.Theme
    ours = (theme.id == theme_id) & (theme.collaboration_id == who.collaboration_id) & ~theme.unexpected
    row = session.scalar(select(theme).where(ours).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(what="theme")
    if version not in (None, row.version):
        raise ChangedMeanwhile(now=_told(session, row))
    return row


def _theme_rows(session: Session, who: Who, ring_id: str) -> Sequence[tables.Theme]:
    """The themes of a ring in order, without the unexpected one."""
    return session.scalars(_ours_in(who, ring_id).where(~tables.Theme.unexpected)).all()


def _ours_in(who: Who, ring_id: str) -> Select[tables.Theme]:
    theme = tables.Theme
    ours = (theme.collaboration_id == who.collaboration_id) & (theme.ring_id == ring_id)
    return select(theme).where(ours).order_by(theme.unexpected, theme.position, theme.id)


def _told(session: Session, row: tables.Theme) -> Theme:
    kept = tables.Wanted
    steps = session.scalars(select(kept).where(kept.theme_id == row.id).order_by(kept.from_on))
    return _theme(row, row.label, tuple(WantedStep(step.from_on, step.level) for step in steps))


def _refuse_while_used(session: Session, place: ColumnElement[bool], marks: int = 0) -> None:
    seen = tables.Observation
    inside = select(tables.Theme.id).where(place)
    count = session.scalar(select(func.count()).select_from(seen).where(seen.theme_id.in_(inside))) or 0
    if count + marks:
        raise InUse(count=count + marks)


def _delete(session: Session, row: tables.Ring | tables.Theme) -> None:
    session.delete(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise InUse(count=1) from error
