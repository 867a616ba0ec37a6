"""Several at once: judging many observations in one act, and taking that act back as a whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import observations, tables, undo
from db.once import once
from db.people import alone
from impact.access import Act
from impact.errors import ChangedMeanwhile, Invalid, LevelNotSettled, NotAllowed, NotFound
from impact.judge import fit_reason
from impact.model import Level, State, Who

MOST_AT_ONCE = 200
Chosen = tuple[str, int]


@dataclass(frozen=True)
class Outcome:
    """What was done, each with the version it has now, and the key of the error for each that was left as it was."""

    done: tuple[Chosen, ...]
    left: tuple[tuple[str, str], ...]


def judge_all(
    session: Session, who: Who, chosen: Sequence[Chosen], state: State, reason: str, *, token: str
) -> Outcome:
    """Put all of these, each an id and the version that was seen, in this state for one reason.

    Those that changed meanwhile, that this person may not judge or that do not fit are left as they are. The same
    token judges once. Raises NotAllowed, or Invalid without a reason or with more than 200.
    """
    alone(session, who, Act.JUDGE)
    _refuse_too_many(chosen)
    fit = fit_reason(reason, needed=True)
    outcomes: list[Outcome] = []

    def make() -> str:
        outcomes.append(
            _each(chosen, lambda id_, was: observations.judge(session, who, id_, state, version=was, reason=fit))
        )
        return ""

    once(session, token, make)
    return outcomes[0] if outcomes else _done_before(session, who, chosen, tables.Observation.state == state)


def settle_all(
    session: Session, who: Who, chosen: Sequence[Chosen], level: Level, today: date, *, token: str
) -> Outcome:
    """Give all of these, each an id and the version that was seen, the level they wait for.

    Those that changed meanwhile, that have a level or that this person may not change are left as they are. The same
    token settles once. Raises NotAllowed, or Invalid with more than 200.
    """
    alone(session, who, Act.LOG)
    _refuse_too_many(chosen)
    outcomes: list[Outcome] = []

    def make() -> str:
        outcomes.append(
            _each(chosen, lambda id_, was: observations.settle(session, who, id_, level, today, version=was))
        )
        return ""

    once(session, token, make)
    return outcomes[0] if outcomes else _done_before(session, who, chosen, tables.Observation.level == int(level))


def take_back_all(session: Session, who: Who, done: Sequence[Chosen], act: Act = Act.JUDGE) -> Outcome:
    """Take back what `judge_all` did, or with Act.LOG what `settle_all` did; what changed since is left as it is.

    Raises NotAllowed or Invalid.
    """
    alone(session, who, act)
    _refuse_too_many(done)
    return _each(done, lambda id_, now: undo.take_back(session, who, id_, version=now))


def _refuse_too_many(chosen: Sequence[Chosen]) -> None:
    if not chosen:
        raise Invalid(field="chosen", reason="empty")
    if len(chosen) > MOST_AT_ONCE:
        raise Invalid(field="chosen", reason="too_many", limit=MOST_AT_ONCE)


def _each(chosen: Iterable[Chosen], do: Callable[[str, int], None]) -> Outcome:
    """Each of them done or left. All that can be refused is refused before anything of that one is written."""
    done: list[Chosen] = []
    left: list[tuple[str, str]] = []
    for id_, version in dict(chosen).items():
        try:
            do(id_, version)
            done.append((id_, version + 1))
        except (ChangedMeanwhile, Invalid, LevelNotSettled, NotAllowed, NotFound) as error:
            left.append((id_, error.key))
    return Outcome(tuple(done), tuple(left))


def _done_before(session: Session, who: Who, chosen: Sequence[Chosen], so: ColumnElement[bool]) -> Outcome:
    """What this same act did the first time, as far as it still stands: the second half of a double click."""
    seen, wanted = tables.Observation, dict(chosen)
    mine = select(seen.id, seen.version).where(
        seen.collaboration_id == who.collaboration_id,
        seen.id.in_(wanted),
        so,
        seen.updated_by == who.person_id,
    )
    now = dict(session.execute(mine).all())
    done = tuple((id_, was + 1) for id_, was in wanted.items() if now.get(id_) == was + 1)
    kept = dict(done)
    return Outcome(done, tuple((id_, ChangedMeanwhile.key) for id_ in wanted if id_ not in kept))
