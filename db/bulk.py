"""Bulk acts: judging many observations or giving them a level in one act, and undoing that act as a whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import tables, undo
from db.observations import records
from db.once import run_once
from db.people import lock_collaboration
from impact.access import Act
from impact.errors import ChangedMeanwhile, Invalid, LevelNotSettled, NotAllowed, NotFound
from impact.model import Level, State, Who
from impact.observation.state_rules import check_reason

MAX_CHOSEN = 200  # each takes some ten statements, and nobody else can save meanwhile
VersionedId = tuple[str, int]


@dataclass(frozen=True)
class BulkResult:
    """Which observations were changed, with their new versions, and which were not, with the key of the error."""

    done: tuple[VersionedId, ...]
    refused: tuple[tuple[str, str], ...]


def judge_observations(
    session: Session, who: Who, chosen: Sequence[VersionedId], state: State, reason: str, *, token: str
) -> BulkResult:
    """Give all of these, each an id and the version that was seen, this state for one reason; once for each token.

    Those that changed meanwhile, that this person may not judge or that do not fit are left as they are. Raise
    NotAllowed, or Invalid without a reason or with more than `MAX_CHOSEN`.
    """
    lock_collaboration(session, who, Act.JUDGE)
    _check_chosen_count(chosen)
    cleaned_reason = check_reason(reason, is_needed=True)
    results: list[BulkResult] = []

    def judge_chosen() -> str:
        results.append(
            _apply_to_each(
                chosen,
                lambda id_, version: records.judge_observation(
                    session, who, id_, state, version=version, reason=cleaned_reason
                ),
            )
        )
        return ""

    run_once(session, token, judge_chosen)
    return results[0] if results else _find_earlier_result(session, who, chosen, tables.Observation.state == state)


def settle_levels(
    session: Session, who: Who, chosen: Sequence[VersionedId], level: Level, today: date, *, token: str
) -> BulkResult:
    """Give all of these, each an id and the version that was seen, this level; once for each token.

    Those that changed meanwhile, that have a level or that this person may not change are left as they are. Raise
    NotAllowed, or Invalid with more than `MAX_CHOSEN`.
    """
    lock_collaboration(session, who, Act.LOG)
    _check_chosen_count(chosen)
    results: list[BulkResult] = []

    def settle_chosen() -> str:
        results.append(
            _apply_to_each(
                chosen, lambda id_, version: records.settle_level(session, who, id_, level, today, version=version)
            )
        )
        return ""

    run_once(session, token, settle_chosen)
    return results[0] if results else _find_earlier_result(session, who, chosen, tables.Observation.level == int(level))


def undo_changes(session: Session, who: Who, done: Sequence[VersionedId], act: Act = Act.JUDGE) -> BulkResult:
    """Undo what `judge_observations` did, or with Act.LOG what `settle_levels` did; what changed since stays.

    Raise NotAllowed or Invalid.
    """
    lock_collaboration(session, who, act)
    _check_chosen_count(done)
    return _apply_to_each(done, lambda id_, version: undo.undo_last_change(session, who, id_, version=version))


def _check_chosen_count(chosen: Sequence[VersionedId]) -> None:
    if not chosen:
        raise Invalid(field="chosen", reason="empty")
    if len(chosen) > MAX_CHOSEN:
        raise Invalid(field="chosen", reason="too_many", limit=MAX_CHOSEN)


def _apply_to_each(chosen: Iterable[VersionedId], apply: Callable[[str, int], None]) -> BulkResult:
    """Apply this to each, and return which were changed and which were refused."""
    # There is no savepoint for each: `apply` checks everything before it writes anything.
    done: list[VersionedId] = []
    refused: list[tuple[str, str]] = []
    for id_, version in dict(chosen).items():
        try:
            apply(id_, version)
            done.append((id_, version + 1))
        except (ChangedMeanwhile, Invalid, LevelNotSettled, NotAllowed, NotFound) as error:
            refused.append((id_, error.key))
    return BulkResult(tuple(done), tuple(refused))


def _find_earlier_result(
    session: Session, who: Who, chosen: Sequence[VersionedId], is_applied: ColumnElement[bool]
) -> BulkResult:
    """Return what this act did the first time, where nothing changed since: the answer to the second of two clicks."""
    observation, version_by_id = tables.Observation, dict(chosen)
    query = select(observation.id, observation.version).where(
        observation.collaboration_id == who.collaboration_id,
        observation.id.in_(version_by_id),
        is_applied,
        observation.updated_by == who.person_id,
    )
    current_versions = dict(session.execute(query).all())
    done = tuple(
        (id_, version + 1) for id_, version in version_by_id.items() if current_versions.get(id_) == version + 1
    )
    done_versions = dict(done)
    return BulkResult(done, tuple((id_, ChangedMeanwhile.key) for id_ in version_by_id if id_ not in done_versions))
