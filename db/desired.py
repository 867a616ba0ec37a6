"""Desired impact: the rings, their themes, the wording of each level and the level that is wanted from a day on."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import tables
from db.collaborations import build_unexpected_theme
from db.once import build_insert, run_once
from db.people import bump_data_version, lock_collaboration, require_permission
from db.rows import check_version, count_where, get_own_row, get_owner_values, insert_row, save_row
from db.types import create_id, get_utc_now
from impact.access import Act
from impact.errors import InUse, Invalid
from impact.model import MAX_RINGS, MAX_THEMES_PER_RING, MIN_RINGS, Ring, Theme, WantedStep, Who
from impact.observation.observation_rules import check_name
from impact.picture.theme_rules import (
    MAX_LABEL_LENGTH,
    check_wanted_step,
    move_item,
    refuse_duplicate_name,
    tidy_theme,
)


def list_rings(session: Session, who: Who, unexpected: str) -> tuple[Ring, ...]:
    """Return the rings from the inside out, with their themes in order; `unexpected` labels the unexpected ones."""
    require_permission(session, who, Act.LOOK)
    collaboration_id = who.collaboration_id
    steps: dict[str, list[WantedStep]] = {}
    for row in session.scalars(
        select(tables.WantedStep)
        .where(tables.WantedStep.collaboration_id == collaboration_id)
        .order_by(tables.WantedStep.from_on)
    ):
        steps.setdefault(row.theme_id, []).append(WantedStep(row.from_on, row.level))
    themes: dict[str, list[Theme]] = {}
    query = select(tables.Theme).where(tables.Theme.collaboration_id == collaboration_id)
    for theme in session.scalars(query.order_by(tables.Theme.unexpected, tables.Theme.position, tables.Theme.id)):
        themes.setdefault(theme.ring_id, []).append(_build_theme(theme, unexpected, tuple(steps.get(theme.id, ()))))
    return tuple(
        Ring(row.id, row.name, tuple(themes.get(row.id, ())), row.version) for row in _list_ring_rows(session, who)
    )


def _build_theme(row: tables.Theme, unexpected: str, wanted: tuple[WantedStep, ...]) -> Theme:
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


def _list_ring_rows(session: Session, who: Who) -> Sequence[tables.Ring]:
    ring = tables.Ring
    query = select(ring).where(ring.collaboration_id == who.collaboration_id)
    return session.scalars(query.order_by(ring.position, ring.id)).all()


def add_ring(
    session: Session, who: Who, name: str, *, token: str, template: Ring | None = None, place: int = MAX_RINGS
) -> str:
    """Add a ring with its unexpected theme and return its id; with `template` also the themes and levels of that ring.

    `place` counts from the inside; beyond the last ring it is the outermost place. Raise NotAllowed or Invalid.
    """
    lock_collaboration(session, who, Act.AGREE)
    cleaned_name = check_name(name, MAX_LABEL_LENGTH, "ring_name")
    themes = [tidy_theme(theme) for theme in (template.themes if template else ()) if not theme.unexpected]
    return run_once(session, token, lambda: _insert_ring(session, who, cleaned_name, themes, place))


def _insert_ring(session: Session, who: Who, name: str, themes: Sequence[Theme], place: int) -> str:
    rows = _list_ring_rows(session, who)
    if len(rows) >= MAX_RINGS:
        raise Invalid(field="rings", reason="most_rings", most=MAX_RINGS)
    refuse_duplicate_name(name, [row.name for row in rows], "ring_name")
    owner_values = get_owner_values(who)
    row = tables.Ring(name=name, position=len(rows), **owner_values)
    insert_row(session, row)
    session.add(build_unexpected_theme(row.id, owner_values))
    for position, theme in enumerate(themes):
        _insert_theme(session, who, row.id, theme, position)
    order = [*(ring_row.id for ring_row in rows), row.id]
    _save_order(session, who, tables.Ring, move_item(order, row.id, min(place - len(rows), 0)))
    return row.id


def rename_ring(session: Session, who: Who, ring_id: str, name: str, *, version: int) -> None:
    """Rename a ring. Raise Invalid when another ring has the name, or ChangedMeanwhile with the name as it is now."""
    lock_collaboration(session, who, Act.AGREE)
    row = _get_unchanged_ring(session, who, ring_id, version)
    cleaned_name = check_name(name, MAX_LABEL_LENGTH, "ring_name")
    other_names = [other.name for other in _list_ring_rows(session, who) if other.id != ring_id]
    refuse_duplicate_name(cleaned_name, other_names, "ring_name")
    row.name = cleaned_name
    save_row(session, who, row)


def move_ring(session: Session, who: Who, ring_id: str, steps: int) -> None:
    """Move a ring this many places outward (inward when negative), as far as there is room."""
    lock_collaboration(session, who, Act.AGREE)
    get_own_row(session, who, tables.Ring, ring_id)
    _save_order(session, who, tables.Ring, move_item([row.id for row in _list_ring_rows(session, who)], ring_id, steps))


def remove_ring(session: Session, who: Who, ring_id: str, *, version: int) -> Ring:
    """Remove a ring with its themes and return it as it was, so that it can be added again.

    Raise InUse while it has observations or milestones, and Invalid when fewer than `MIN_RINGS` would be left.
    """
    lock_collaboration(session, who, Act.AGREE)
    row = _get_unchanged_ring(session, who, ring_id, version)
    if len(_list_ring_rows(session, who)) <= MIN_RINGS:
        raise Invalid(field="rings", reason="fewest_rings", least=MIN_RINGS)
    theme = tables.Theme
    rows = session.scalars(_select_themes(who, ring_id)).all()
    _check_unused(session, theme.ring_id == ring_id, count_where(session, tables.Milestone.ring_id == ring_id))
    removed_ring = Ring(row.id, row.name, tuple(_read_theme(session, theme_row) for theme_row in rows), row.version)
    _delete_row(session, row)
    bump_data_version(session, who)
    return removed_ring


def add_theme(session: Session, who: Who, theme: Theme, *, token: str, place: int = MAX_THEMES_PER_RING) -> str:
    """Add this desired impact, with its wordings and wanted levels, to its ring and return the id it gets.

    `place` is its place in the ring; beyond the last theme it is the last. Raise NotAllowed, Invalid or NotFound.
    """
    lock_collaboration(session, who, Act.AGREE)
    cleaned_theme = tidy_theme(theme)
    return run_once(session, token, lambda: _insert_theme_at(session, who, cleaned_theme, place))


def _insert_theme_at(session: Session, who: Who, theme: Theme, place: int) -> str:
    get_own_row(session, who, tables.Ring, theme.ring_id)
    rows = _list_theme_rows(session, who, theme.ring_id)
    if len(rows) >= MAX_THEMES_PER_RING:
        raise Invalid(field="themes", reason="most_themes", most=MAX_THEMES_PER_RING)
    refuse_duplicate_name(theme.label, [row.label for row in rows], "label")
    theme_id = _insert_theme(session, who, theme.ring_id, theme, len(rows))
    order = [*(row.id for row in rows), theme_id]
    _save_order(session, who, tables.Theme, move_item(order, theme_id, min(place - len(rows), 0)))
    return theme_id


def _insert_theme(session: Session, who: Who, ring_id: str, theme: Theme, position: int) -> str:
    owner_values = get_owner_values(who)
    theme_values = {"label": theme.label, "wish": theme.wish, "wordings": list(theme.wordings)}
    row = tables.Theme(ring_id=ring_id, position=position, **theme_values, **owner_values)
    insert_row(session, row)
    steps = [check_wanted_step(step) for step in theme.wanted]
    session.add_all(
        tables.WantedStep(theme_id=row.id, from_on=wanted_step.from_on, level=wanted_step.level, **owner_values)
        for wanted_step in steps
    )
    session.flush()
    return row.id


def change_theme(session: Session, who: Who, theme: Theme, *, version: int) -> None:
    """Change label, wish and wordings of the theme with this id. Raise Invalid, NotFound or ChangedMeanwhile."""
    lock_collaboration(session, who, Act.AGREE)
    row = _get_unchanged_theme(session, who, theme.id, version)
    cleaned_theme = tidy_theme(theme)
    other_labels = [other.label for other in _list_theme_rows(session, who, row.ring_id) if other.id != row.id]
    refuse_duplicate_name(cleaned_theme.label, other_labels, "label")
    row.label, row.wish, row.wordings = cleaned_theme.label, cleaned_theme.wish, list(cleaned_theme.wordings)
    save_row(session, who, row)


def move_theme(session: Session, who: Who, theme_id: str, steps: int) -> None:
    """Move a theme this many places further in its ring (back when negative); the unexpected one stays last."""
    lock_collaboration(session, who, Act.AGREE)
    row = _get_theme_row(session, who, theme_id)
    order = [theme_row.id for theme_row in _list_theme_rows(session, who, row.ring_id)]
    _save_order(session, who, tables.Theme, move_item(order, theme_id, steps))


def remove_theme(session: Session, who: Who, theme_id: str, *, version: int) -> Theme:
    """Remove a theme with its wanted levels and return it as it was. Raise InUse while it has observations."""
    lock_collaboration(session, who, Act.AGREE)
    row = _get_unchanged_theme(session, who, theme_id, version)
    _check_unused(session, tables.Theme.id == theme_id)
    removed_theme = _read_theme(session, row)
    _delete_row(session, row)
    bump_data_version(session, who)
    return removed_theme


def set_wanted_level(session: Session, who: Who, theme_id: str, from_on: date, level: float) -> None:
    """Set the level (0 to 4, in halves) that is wanted from this day on, in the place of an earlier one of that day.

    No version is asked for: a group agrees on a wanted level together, so whoever sets it last speaks for all.
    """
    lock_collaboration(session, who, Act.AGREE)
    _get_theme_row(session, who, theme_id)
    step = check_wanted_step(WantedStep(from_on, level))
    moment = get_utc_now()
    statement = build_insert(session, tables.WantedStep).values(
        id=create_id(),
        theme_id=theme_id,
        from_on=step.from_on,
        level=step.level,
        version=1,
        created_at=moment,
        updated_at=moment,
        **get_owner_values(who),
    )
    wanted = tables.WantedStep
    new_values = {"level": step.level, "version": wanted.version + 1, "updated_at": moment, "updated_by": who.person_id}
    session.execute(statement.on_conflict_do_update(index_elements=["theme_id", "from_on"], set_=new_values))
    bump_data_version(session, who)


def remove_wanted_level(session: Session, who: Who, theme_id: str, from_on: date) -> None:
    """Remove the level that is wanted from this day on, if there is one."""
    lock_collaboration(session, who, Act.AGREE)
    _get_theme_row(session, who, theme_id)
    wanted = tables.WantedStep
    is_own_step = (
        (wanted.collaboration_id == who.collaboration_id) & (wanted.theme_id == theme_id) & (wanted.from_on == from_on)
    )
    session.execute(delete(wanted).where(is_own_step))
    bump_data_version(session, who)


def _save_order(
    session: Session, who: Who, table: type[tables.Ring] | type[tables.Theme], order: Sequence[str]
) -> None:
    for position, id_ in enumerate(order):
        is_own_row = (table.id == id_) & (table.collaboration_id == who.collaboration_id)
        session.execute(update(table).where(is_own_row).values(position=position))
    bump_data_version(session, who)


def _get_unchanged_ring(session: Session, who: Who, ring_id: str, version: int) -> tables.Ring:
    row = get_own_row(session, who, tables.Ring, ring_id)
    check_version(row, version, lambda: Ring(row.id, row.name, (), row.version))
    return row


def _get_theme_row(session: Session, who: Who, theme_id: str) -> tables.Theme:
    """Return a theme that somebody wished for: the unexpected one of a ring is not changed, moved or removed."""
    return get_own_row(session, who, tables.Theme, theme_id, ~tables.Theme.unexpected)


def _get_unchanged_theme(session: Session, who: Who, theme_id: str, version: int) -> tables.Theme:
    row = _get_theme_row(session, who, theme_id)
    check_version(row, version, lambda: _read_theme(session, row))
    return row


def _list_theme_rows(session: Session, who: Who, ring_id: str) -> Sequence[tables.Theme]:
    """Return the themes of a ring in order, without the unexpected one."""
    return session.scalars(_select_themes(who, ring_id).where(~tables.Theme.unexpected)).all()


def _select_themes(who: Who, ring_id: str) -> Select[tables.Theme]:
    theme = tables.Theme
    is_own_theme = (theme.collaboration_id == who.collaboration_id) & (theme.ring_id == ring_id)
    return select(theme).where(is_own_theme).order_by(theme.unexpected, theme.position, theme.id)


def _read_theme(session: Session, row: tables.Theme) -> Theme:
    wanted = tables.WantedStep
    steps = session.scalars(select(wanted).where(wanted.theme_id == row.id).order_by(wanted.from_on))
    return _build_theme(row, row.label, tuple(WantedStep(step.from_on, step.level) for step in steps))


def _check_unused(session: Session, theme_condition: ColumnElement[bool], milestone_count: int = 0) -> None:
    theme_ids = select(tables.Theme.id).where(theme_condition)
    count = count_where(session, tables.Observation.theme_id.in_(theme_ids))
    if count + milestone_count:
        raise InUse(count=count + milestone_count)


def _delete_row(session: Session, row: tables.Ring | tables.Theme) -> None:
    session.delete(row)
    try:
        session.flush()
    # Somebody may have logged in it since it was counted: the foreign key refuses that.
    except IntegrityError as error:
        raise InUse(count=1) from error
