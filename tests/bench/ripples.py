"""How long the ripple graph and the strongest chain take, and how much of the picture is sent.

    python -m tests.bench.ripples

Twenty thousand observations, linked at random by so many ripples; one in ten begins at an activity. The chain is also
sought among ripples that run in circles through few observations.
"""

import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, insert, select

from db import collaborations, desired, tables
from db.engine import open_engine
from db.ripples import links
from db.session import open_read_session, open_write_session
from db.types import create_id, get_utc_now
from db.upgrade import upgrade_database
from impact.charts import inline_datasets
from impact.charts.ripple_graph import draw_ripple_graph
from impact.model import Certainty, Ripple, RippleKind, Rung, Who
from impact.ripples.chains import ObservationNode, compute_strongest_chain
from impact.ripples.graph import GraphQuery, build_network
from impact.ripples.graph import build_graph as graph_of
from tests.bench.many import FIRST, fill

OBSERVATIONS, STONES, SIZES = 20_000, 12, (100, 1_000, 10_000)
BAR_SECONDS, BAR_KB = 2.0, 300


def linked(engine: Engine, count: int) -> Who:
    """A collaboration of many observations with this many ripples, no cause later than its effect."""
    who = fill(engine, OBSERVATIONS)
    chance = random.Random(count)
    with open_write_session(engine) as session:
        seen = session.execute(select(tables.Observation.id, tables.Observation.seen_on)).all()
        stones = [
            collaborations.find_or_add_named(session, who, tables.Activity, f"Activiteit {n}") for n in range(STONES)
        ]
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        while len(rows) < count:
            cause, effect = (one.id for one in sorted(chance.sample(seen, 2), key=lambda one: one.seen_on))
            stone = chance.choice(stones) if chance.random() < 0.1 else None
            rows[stone or cause, effect] = _row(who, effect, None if stone else cause, stone, chance)
        session.execute(insert(tables.Ripple), list(rows.values()))
    return who


def _row(who: Who, effect: str, cause: str | None, stone: str | None, chance: random.Random) -> dict[str, Any]:
    return {
        "id": create_id(),
        "collaboration_id": who.collaboration_id,
        "created_by": who.person_id,
        "effect_id": effect,
        "cause_observation_id": cause,
        "cause_activity_id": stone,
        "kind": chance.choice(list(RippleKind)),
        "certainty": chance.choice(list(Certainty)),
        "why": "Het kwam in twee gesprekken terug.",
        "created_at": get_utc_now(),
    }


def drawn(engine: Engine, who: Who) -> tuple[float, float, float]:
    """Seconds to read and to compute and draw the graph, and the kB of the picture."""
    began = perf_counter()
    with open_read_session(engine) as session:
        rings, stones = desired.list_rings(session, who, "Onverwacht"), collaborations.list_activities(session, who)
        found, ripple_list = links.list_nodes(session, who), links.list_ripples(session, who)
        read = perf_counter()
        whole = build_network(rings, found, stones, ripple_list)
        shown = graph_of(whole, GraphQuery())
        said = links.list_sentences(session, who, [mark.key for mark in shown.marks if mark.key in found])
    figure = draw_ripple_graph(whole, shown, said, "nl")
    return read - began, perf_counter() - read, len(json.dumps(inline_datasets(figure.spec))) / 1000


def circling(rings: int, observations: int, count: int) -> float:
    """Seconds to find the strongest chain among ripples that run in circles."""
    chance = random.Random(count)
    every = [
        ObservationNode(f"o{n}", f"r{n % rings}", "", Rung(chance.randint(1, 5)), FIRST) for n in range(observations)
    ]
    links = []
    for number in range(count):
        cause, effect = chance.sample(every, 2)
        sure = chance.choice(list(Certainty))
        links.append(Ripple(f"p{number}", effect.id, RippleKind.LEADS_TO, sure, cause_observation_id=cause.id))
    began = perf_counter()
    compute_strongest_chain({one.id: one for one in every}, links)
    return perf_counter() - began


def main() -> None:
    """Print the figures of every size."""
    for count in SIZES:
        with TemporaryDirectory() as folder:
            engine = open_engine(f"sqlite:///{Path(folder) / 'ripples.db'}")
            upgrade_database(engine)
            read, draw, sent = drawn(engine, linked(engine, count))
            engine.dispose()
        print(f"graph_{count}: read {read:.2f} s, drawn {draw:.2f} s, {sent:.0f} kB (bar {BAR_SECONDS} s, {BAR_KB} kB)")
    for rings, observations in ((4, 5_000), (8, 5_000), (8, 200)):
        took = circling(rings, observations, SIZES[-1])
        name = f"strongest_chain_{SIZES[-1]}: {rings} rings, {observations} observations"
        print(f"{name} {took:.2f} s (bar {BAR_SECONDS} s)")


if __name__ == "__main__":
    main()
