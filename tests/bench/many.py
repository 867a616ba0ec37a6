"""A collaboration with very many observations, put straight into the tables."""

import random
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from db import tables
from db.collaborations import NewRing
from db.observations.tallies import recount_tallies
from db.session import open_write_session
from db.types import create_id, get_utc_now
from impact.model import Direction, Precision, State, Who
from tests.build import make_collaboration, rings_of

FIRST, DAYS, AT_ONCE = date(2021, 1, 1), 5 * 365, 5_000
RINGS = tuple(
    NewRing(name, tuple(f"{name} {n}" for n in range(1, 6)))
    for name in ("Studenten", "Docenten", "Scholen", "Curriculum")
)


def fill(engine: Engine, count: int) -> Who:
    """A collaboration of 4 rings with 6 sectors each and `count` observations in 5 years; returns its coordinator."""
    with open_write_session(engine) as session:
        who = make_collaboration(session, rings=RINGS, name=f"{count} waarnemingen")
        themes = [theme.id for ring in rings_of(session, who) for theme in ring.themes]
        chance = random.Random(count)
        for start in range(0, count, AT_ONCE):
            rows = [_row(who, themes, chance) for _ in range(min(AT_ONCE, count - start))]
            session.execute(insert(tables.Observation), rows)
        recount_tallies(session, who.collaboration_id)
    return who


def _row(who: Who, themes: list[str], chance: random.Random) -> dict[str, Any]:
    direction = chance.choice(list(Direction))
    return {
        "id": create_id(),
        "collaboration_id": who.collaboration_id,
        "created_by": who.person_id,
        "theme_id": chance.choice(themes),
        "what": f"Wat er in groep {chance.randint(1, 400)} veranderde, was voor iedereen te zien.",
        "seen_on": FIRST + timedelta(days=chance.randint(0, DAYS)),
        "precision": Precision.DAY,
        "direction": direction,
        "level": 0 if direction is Direction.NO_CHANGE else chance.randint(1, 4),
        "rung": chance.randint(1, 5),
        "state": chance.choice([State.SHARED, State.CONFIRMED, State.DISPUTED]),
        "created_at": get_utc_now(),
    }
