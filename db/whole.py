"""A whole collaboration out of the store, as plain values and the files that go with it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import IO, Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import tables
from db.files import Store
from db.people import permit, told_as
from db.stories import paths
from impact.access import Act
from impact.celebrate import STORY
from impact.exchange import whole
from impact.exchange.whole_parts import Row, Told, people_in, references, without
from impact.model import TYPED, FieldKind, State, Who

KEPT = ("id", "version", "created_at", "created_by", "updated_at", "updated_by")
# Evidence has a table of its own.
SAID = (*(field.name for field in TYPED if field.kind is not FieldKind.EVIDENCE), "state", "batch_id")
ANSWER = ("asked_of", "until", "revoked_at", "answered_at", "agreement", "remark", "intended", "about_version")
FIELDS: dict[type[tables.Base], tuple[str, ...]] = {
    tables.Collaboration: (*KEPT, "name", "fictional"),
    tables.Organisation: (*KEPT, "name", "batch_id"),
    tables.Activity: (*KEPT, "name", "started_on", "batch_id"),
    tables.Batch: (*KEPT, "file_name", "rows"),
    tables.Ring: (*KEPT, "name", "position"),
    tables.Theme: (*KEPT, "ring_id", "label", "wish", "unexpected", "position", "wordings", "batch_id"),
    tables.Wanted: (*KEPT, "from_on", "level"),
    tables.Observation: (*KEPT, *SAID),
    tables.Evidence: (*KEPT, "number", "kind", "text"),
    tables.Ripple: (*KEPT, "cause_observation_id", "cause_activity_id", "effect_id", "kind", "certainty", "why"),
    tables.Milestone: (*KEPT, "number", "kind", "title", "on", "phase", "ring_id", *STORY, "held", "revealed_at"),
    tables.Story: (*KEPT, "name", "telling", "position"),
    tables.StoryStep: ("observation_id", "activity_id"),
    tables.Witness: (*KEPT, "observation_id", *ANSWER),
    tables.Change: ("id", "observation_id", "number", "at", "by", "before", "after", "reason", "other_id"),
    tables.Erased: ("id", "erased_on"),
}
FILE = {"hash": "file_hash", "name": "file_name", "media": "file_media", "size": "file_size", "consent": "consent"}
LISTS: dict[str, type[tables.Base]] = {
    "organisations": tables.Organisation,
    "activities": tables.Activity,
    "batches": tables.Batch,
    "rings": tables.Ring,
    "themes": tables.Theme,
    "observations": tables.Observation,
    "ripples": tables.Ripple,
    "milestones": tables.Milestone,
    "stories": tables.Story,
    "witnesses": tables.Witness,
    "history": tables.Change,
    "erased": tables.Erased,
}
STAYS_HOME = (State.DRAFT, State.BINNED)


def written(session: Session, who: Who, store: Store, stream: IO[bytes]) -> None:
    """Write everything of this collaboration but drafts, what lies in the bin and questions nobody answered.

    Raises NotAllowed, and BrokenFile when it is too big to be read back.
    """
    whole.write(stream, told(session, who, store), store.get)


def told(session: Session, who: Who, store: Store) -> Told:
    """The same as plain values: what `impact.exchange.whole` writes."""
    owner = permit(session, who, Act.MANAGE)
    rows: Told = {name: _rows(session, who, table) for name, table in LISTS.items()}
    rows["witnesses"] = [one for one in rows["witnesses"] if one["answered_at"]]
    _nest(rows["themes"], "wanted", _hanging(session, who, tables.Wanted, "theme_id"))
    _nest(rows["observations"], "evidence", _hanging(session, who, tables.Evidence, "observation_id"))
    _nest(rows["stories"], "steps", _steps(session, who))
    shown = paths(session, who)
    rows["stories"] = [one | {"name": shown[one["id"]][0]} for one in rows["stories"]]
    head = {"format": whole.FORMAT, "version": whole.VERSION, "files": [], "people": []}
    everything = head | rows | {"collaboration": _row(tables.Collaboration, vars(owner))}
    seen = tables.Observation
    home = select(seen.id).where(seen.collaboration_id == who.collaboration_id, seen.state.in_(STAYS_HOME))
    found = without(everything, set(session.scalars(home)))
    return found | {"people": _people(session, people_in(found)), "files": _kept(store, references(found))}


def _rows(session: Session, who: Who, table: type[tables.Base]) -> list[Row]:
    """The rows of this table that are ours, in a fixed order."""
    names = FIELDS[table]
    query = select(*(getattr(table, name) for name in names)).where(_ours(who, table))
    return [_row(table, dict(zip(names, found, strict=True))) for found in session.execute(query)]


def _ours(who: Who, table: Any) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = table.collaboration_id == who.collaboration_id
    return mine & table.state.not_in(STAYS_HOME) if table is tables.Observation else mine


def _row(table: type[tables.Base], held: dict[str, Any]) -> Row:
    return {name: plain(held[name], name) for name in FIELDS[table]}


def plain(value: Any, name: str = "") -> Any:
    """A value of a row as JSON knows it; a person by the identifier that may leave."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return told_as(value) if name in ("created_by", "updated_by", "by") and value else value


def _hanging(session: Session, who: Who, table: Any, under: str) -> Iterable[tuple[str, Row]]:
    """The rows of this table, each with the id of what it hangs on."""
    mine = select(table).where(table.collaboration_id == who.collaboration_id)
    for row in session.scalars(mine.execution_options(yield_per=2_000)):
        yield getattr(row, under), _row(table, vars(row)) | _file(row)


def _file(row: tables.Wanted | tables.Evidence) -> Row:
    if isinstance(row, tables.Wanted):
        return {}
    return {"file": {name: getattr(row, field) for name, field in FILE.items()} if row.file_hash else None}


def _steps(session: Session, who: Who) -> Iterable[tuple[str, Row]]:
    step, story = tables.StoryStep, tables.Story
    query = select(step.story_id, step.observation_id, step.activity_id).join(story, story.id == step.story_id)
    mine = query.where(story.collaboration_id == who.collaboration_id)
    for story_id, *thing in session.execute(mine.order_by(step.story_id, step.position)):
        yield story_id, dict(zip(FIELDS[step], thing, strict=True))


def _nest(rows: list[Row], name: str, hanging: Iterable[tuple[str, Row]]) -> None:
    held: dict[str, list[Row]] = {}
    for under, row in hanging:
        held.setdefault(under, []).append(row)
    for row in rows:
        row[name] = held.get(row["id"], [])


def _people(session: Session, known: set[str]) -> list[Row]:
    person = tables.Person
    everybody = session.execute(select(person.id, person.name))
    told_of = {told_as(id_): name for id_, name in everybody}
    return [{"id": id_, "name": told_of[id_]} for id_ in sorted(known)]


def _kept(store: Store, named: Iterable[str]) -> list[Row]:
    """The files that are there, with their size; one that is missing is missing in the file too."""
    held = ((key, store.get(key)) for key in sorted(named))
    return [{"hash": key, "size": len(content)} for key, content in held if content is not None]
