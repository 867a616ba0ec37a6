"""What years of use leave behind in a collaboration with very many observations, put straight into the tables."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, update

from db import tables
from db.observations.tallies import recount_tallies
from db.session import open_write_session
from db.types import create_id, get_utc_now
from impact.model import Certainty, EvidenceKind, RippleKind, State, Who

AT_ONCE = 5_000
SCHOOLS, STONES, WRITERS = 8, 20, 30
RARE = "wormgat"


def live_in(engine: Engine, who: Who) -> None:
    """Give these observations schools, activities, writers, drafts, history, evidence and ripples; 1 in 10 a ripple."""
    chance = random.Random(1)
    with open_write_session(engine) as session:
        schools = _named(session, tables.Organisation, who, [f"School {n}" for n in range(SCHOOLS)])
        stones = _named(session, tables.Activity, who, [f"Werkplaats {n}" for n in range(STONES)])
        writers = [create_id() for _ in range(WRITERS)]
        session.execute(insert(tables.Person), [{"id": id_, "name": f"Schrijver {id_[-4:]}"} for id_ in writers])
        batch = _batch(session, who)
        ids = session.scalars(select(tables.Observation.id).order_by(tables.Observation.id)).all()
        places = [_placed(id_, chance, schools, stones, writers, batch) for id_ in ids]
        session.execute(update(tables.Observation), places)
        for table, rows in (
            (tables.Change, [_change(who, id_, chance) for id_ in ids]),
            (tables.Evidence, [_quote(who, id_, chance) for id_ in ids[::3]]),
            (tables.Ripple, [_ripple(who, *chance.sample(ids, 2)) for _ in ids[::10]]),
        ):
            for start in range(0, len(rows), AT_ONCE):
                session.execute(insert(table), rows[start : start + AT_ONCE])
        recount_tallies(session, who.collaboration_id)


def _named(session: Any, table: Any, who: Who, names: list[str]) -> list[str]:
    rows = [{"id": create_id(), "collaboration_id": who.collaboration_id, "name": name} for name in names]
    session.execute(insert(table), rows)
    return [row["id"] for row in rows]


def _batch(session: Any, who: Who) -> str:
    batch = tables.Batch(collaboration_id=who.collaboration_id, file_name="waarnemingen.csv", rows=1)
    session.add(batch)
    session.flush()
    return batch.id


def _placed(
    id_: str, chance: random.Random, schools: list[str], stones: list[str], writers: list[str], batch: str
) -> dict[str, Any]:
    state = chance.choices(
        [State.DRAFT, State.SHARED, State.CONFIRMED, State.DISPUTED, State.WITHDRAWN, State.BINNED],
        [3, 40, 45, 5, 5, 2],
    )[0]
    return {
        "id": id_,
        "organisation_id": chance.choice(schools),
        "activity_id": chance.choice([None, *stones]),
        "created_by": chance.choice(writers),
        "batch_id": batch if chance.random() < 0.3 else None,
        "state": state,
        "why": "Omdat de docenten er in de sectie over bleven praten en het elkaar lieten zien." * chance.randint(0, 2),
        "created_at": get_utc_now() - timedelta(minutes=chance.randint(0, 5 * 365 * 24 * 60)),
        "updated_at": get_utc_now() - timedelta(minutes=chance.randint(0, 365 * 24 * 60)),
    }


def _change(who: Who, id_: str, chance: random.Random) -> dict[str, Any]:
    before, after = chance.choice([("shared", "confirmed"), ("draft", "shared"), ("shared", "disputed")])
    return {
        "id": create_id(),
        "collaboration_id": who.collaboration_id,
        "observation_id": id_,
        "number": 1,
        "by": who.person_id,
        "at": get_utc_now() - timedelta(minutes=chance.randint(0, 5 * 365 * 24 * 60)),
        "before": {"state": before},
        "after": {"state": after},
        "reason": "Twee secties zagen het ook.",
    }


def _quote(who: Who, id_: str, chance: random.Random) -> dict[str, Any]:
    rare = f" Een {RARE}." if chance.random() < 0.0005 else ""
    return {
        "id": create_id(),
        "collaboration_id": who.collaboration_id,
        "observation_id": id_,
        "number": 1,
        "kind": EvidenceKind.QUOTE,
        "text": f"Iemand zei: dit doen we voortaan altijd zo.{rare}",
    }


def _ripple(who: Who, cause: str, effect: str) -> dict[str, Any]:
    return {
        "id": create_id(),
        "collaboration_id": who.collaboration_id,
        "cause_observation_id": cause,
        "effect_id": effect,
        "kind": RippleKind.LEADS_TO,
        "certainty": Certainty.PLAUSIBLE,
    }
