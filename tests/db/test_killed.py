"""A process killed while it saves loses nothing it said was saved, and all who save at once get through."""

import multiprocessing
import random
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import create_engine, select, text

from db import tables
from db.engine import open_engine
from db.observations.tallies import count_tally_differences
from db.session import open_read_session, open_write_session
from db.tables import Base
from impact.model import Who
from tests.build import make_collaboration, make_observation

ROUNDS = 20
FORKING = multiprocessing.get_context("fork")


def _prepared(tmp_path: Path) -> tuple[str, Who]:
    url = f"sqlite:///{tmp_path / 'rimpel.db'}"
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    with open_write_session(engine) as session:
        who = make_collaboration(session)
    engine.dispose()
    return url, who


def _save_for_ever(url: str, who: Who, told: Connection, first: int) -> None:
    from tests import build

    build._numbers = iter(range(first, first + 1_000_000))  # every process has tokens of its own
    engine = open_engine(url)
    while True:
        with open_write_session(engine) as session:
            made = make_observation(session, who)
        told.send(made)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    url, who = _prepared(tmp_path)
    acknowledged: list[str] = []
    chance = random.Random(7)
    for round_number in range(ROUNDS):
        here, there = FORKING.Pipe(duplex=False)
        saver = FORKING.Process(target=_save_for_ever, args=(url, who, there, (round_number + 1) * 1_000_000))
        saver.start()
        there.close()
        for _ in range(chance.randint(1, 12)):
            acknowledged.append(here.recv())
        saver.kill()
        saver.join()
        acknowledged += _rest(here)
    engine = open_engine(url)
    with open_read_session(engine) as session:
        kept = set(session.scalars(select(tables.Observation.id)))
        assert set(acknowledged) <= kept
        assert len(kept) - len(acknowledged) <= ROUNDS
        assert count_tally_differences(session, who.collaboration_id) == 0
    engine.dispose()
    with create_engine(url).connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


def _rest(here: Connection) -> Iterator[str]:
    """What was still under way when the saver was killed; half a message is none."""
    with suppress(EOFError, OSError):
        while True:
            yield here.recv()


def test_many_who_save_at_once_all_get_through(tmp_path: Path) -> None:
    url, who = _prepared(tmp_path)
    engine = open_engine(url)
    failed: list[BaseException] = []

    def save() -> None:
        try:
            for _ in range(5):
                with open_write_session(engine) as session:
                    make_observation(session, who)
        except BaseException as error:
            failed.append(error)

    savers = [Thread(target=save) for _ in range(20)]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    assert failed == []
    with open_read_session(engine) as session:
        assert len(session.scalars(select(tables.Observation.id)).all()) == 100
        assert count_tally_differences(session, who.collaboration_id) == 0
    engine.dispose()
