"""A whole collaboration into the store, in one transaction: as the one it was, or as a copy with ids of its own."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from sqlalchemy import Date, Enum, insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import search, tables
from db.files import Store
from db.once import once
from db.people import told_as
from db.tallies import recount
from db.types import UtcDateTime, new_id
from db.whole import FIELDS, FILE, LISTS
from impact.access import Role
from impact.errors import Invalid
from impact.exchange.whole import Whole
from impact.exchange.whole_parts import Row, Told, copied, nested, without
from impact.observe import named

AT_ONCE = 2_000
ORDER = ("batches", "organisations", "activities", "rings", "themes", "observations")
AFTER = ("ripples", "milestones", "stories", "witnesses", "history", "erased")


def is_here(session: Session, whole: Whole) -> bool:
    """Whether this collaboration, or a part of it, is kept here already: then it comes in as a copy or not at all."""
    return _taken(session, whole.told) is not None


def erased_here(session: Session, whole: Whole) -> int:
    """How many observations in it were erased here, and so stay away."""
    return len(_erased_here(session, [one["id"] for one in whole.told["observations"]]))


def keep_files(store: Store, whole: Whole) -> None:
    """Put the files in the store: before the act, and once more after it, lest somebody cleared up in between."""
    for content in whole.files():
        store.put(content)


def take_in(session: Session, person_id: str, whole: Whole, *, token: str, copy: str | None = None) -> str:
    """Take the collaboration in, return its id; whoever does so coordinates it, and nobody else takes part yet.

    With `copy`, a name, everything gets an id of its own. What was erased here stays away. Raises Invalid when it is
    here already (whole_here) or some of it is (whole_taken).
    """
    return once(session, token, lambda: _take_in(session, person_id, whole.told, copy))


def _take_in(session: Session, person_id: str, found: Told, copy: str | None) -> str:
    told = without(found, _erased_here(session, [one["id"] for one in found["observations"]]))
    if copy is not None:
        told = copied(told, named(copy, 120), new_id)
    elif reason := _taken(session, told):
        raise Invalid(field="file", reason=reason)
    try:
        return _write(session, person_id, told)
    except IntegrityError as error:
        # Somebody else took in the same at the same moment.
        raise Invalid(field="file", reason="whole_taken") from error


def _erased_here(session: Session, ids: Iterable[str]) -> set[str]:
    return _among(session, tables.Erased, ids)


def _taken(session: Session, told: Told) -> str | None:
    if _among(session, tables.Collaboration, [told["collaboration"]["id"]]):
        return "whole_here"
    inner = {
        tables.Evidence: [one["id"] for _, one in nested(told, "observations", "evidence")],
        tables.Wanted: [one["id"] for _, one in nested(told, "themes", "wanted")],
    }
    every = {table: [one["id"] for one in told[name]] for name, table in LISTS.items()} | inner
    return "whole_taken" if any(_among(session, table, ids) for table, ids in every.items()) else None


def _among(session: Session, table: Any, ids: Iterable[str]) -> set[str]:
    """Which of these ids this table has."""
    wanted = list(ids)
    found: set[str] = set()
    for at in range(0, len(wanted), AT_ONCE):
        found.update(session.scalars(select(table.id).where(table.id.in_(wanted[at : at + AT_ONCE]))))
    return found


def _write(session: Session, person_id: str, told: Told) -> str:
    owner = told["collaboration"]["id"]
    people = _people(session, told["people"])
    _insert(session, tables.Collaboration, [told["collaboration"]], people, {"data_version": 1})
    mine = {"collaboration_id": owner}
    member = tables.Membership(person_id=person_id, role=Role.COORDINATOR, created_by=person_id, **mine)
    session.add(member)
    session.flush()
    for name in ORDER:
        _insert(session, LISTS[name], told[name], people, mine)
    inner = ((row, {"theme_id": theme["id"]}) for theme, row in nested(told, "themes", "wanted"))
    _insert_each(session, tables.Wanted, inner, people, mine)
    _insert_each(session, tables.Evidence, _evidence(told), people, mine)
    for name in AFTER:
        rows = ((row, _dead_link() if name == "witnesses" else {}) for row in told[name])
        _insert_each(session, LISTS[name], rows, people, mine)
    _insert_each(session, tables.StoryStep, _steps(told), people, {})
    search.index(session, [one["id"] for one in told["observations"]])
    recount(session, owner)
    return str(owner)


def _dead_link() -> Row:
    """The hash of a secret nobody knows: the link of an answer is not in the file, so it opens nothing here."""
    return {"secret_hash": sha256(token_bytes(32)).hexdigest()}


def _evidence(told: Told) -> Iterator[tuple[Row, Row]]:
    for seen, row in nested(told, "observations", "evidence"):
        file = {field: row["file"][name] for name, field in FILE.items()} if row["file"] else {}
        blank = {"file_hash": None, "file_name": "", "file_media": "", "file_size": 0, "consent": ""}
        yield row, {"observation_id": seen["id"]} | blank | file


def _steps(told: Told) -> Iterator[tuple[Row, Row]]:
    for story in told["stories"]:
        for at, row in enumerate(story["steps"]):
            yield row, {"story_id": story["id"], "position": at}


def _people(session: Session, told: Collection[Row]) -> dict[str, str]:
    """Who they are here: somebody of this place, or a name that only stands under what they did, without a profile."""
    person = tables.Person
    here = {told_as(id_): id_ for id_ in session.scalars(select(person.id).order_by(person.id.desc())).all()}
    new = [one for one in told if one["id"] not in here]
    if new:
        session.execute(insert(person), [one | {"role": Role.VIEWER} for one in new])
    return {str(one["id"]): here.get(one["id"]) or str(one["id"]) for one in told}


def _insert(session: Session, table: Any, rows: Iterable[Row], people: dict[str, str], more: Row) -> None:
    _insert_each(session, table, ((row, {}) for row in rows), people, more)


def _insert_each(
    session: Session, table: Any, rows: Iterable[tuple[Row, Row]], people: dict[str, str], more: Row
) -> None:
    """Insert rows as they were told, each with what is its own besides, and all with what they share."""
    kinds = {name: inspect(table).columns[name].type for name in FIELDS[table]}
    made = [{name: _back(row[name], kinds[name], name, people) for name in kinds} | own | more for row, own in rows]
    for at in range(0, len(made), AT_ONCE):
        session.execute(insert(table), made[at : at + AT_ONCE])


def _back(value: Any, kind: Any, name: str, people: dict[str, str]) -> Any:
    """A value as its column knows it: the way back from `db.whole.plain`."""
    if value is None:
        return None
    if name in ("created_by", "updated_by", "by"):
        return people[value]
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return kind.enum_class(value) if isinstance(kind, Enum) and kind.enum_class else value
