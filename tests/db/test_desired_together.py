"""Who may agree, and several who agree at once, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import desired, tables
from db.collaborations import NewRing
from db.session import open_read_session, open_write_session
from impact.access import Act, Role, may
from impact.errors import NotAllowed, NotFound
from impact.model import MAX_RINGS, Ring, Theme, Who
from tests.build import make_collaboration, make_observation, make_person, rings_of, token
from tests.db.agreeing import SOON, data_version, names, refused, ring_of


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def acts(session: Session, who: Who, ring: Ring) -> dict[str, Callable[[], object]]:
    """Every act of agreeing, upon this ring and its first theme."""
    theme = ring.themes[0]
    return {
        "add_ring": lambda: desired.add_ring(session, who, "Ouders", token=token()),
        "rename_ring": lambda: desired.rename_ring(session, who, ring.id, "Anders", version=1),
        "move_ring": lambda: desired.move_ring(session, who, ring.id, 1),
        "remove_ring": lambda: desired.remove_ring(session, who, ring.id, version=1),
        "add_theme": lambda: desired.add_theme(session, who, Theme("", ring.id, "Nieuw"), token=token()),
        "change_theme": lambda: desired.change_theme(session, who, replace(theme, label="Anders"), version=1),
        "move_theme": lambda: desired.move_theme(session, who, theme.id, 1),
        "remove_theme": lambda: desired.remove_theme(session, who, theme.id, version=1),
        "want": lambda: desired.set_wanted_level(session, who, theme.id, SOON, 2),
        "unwant": lambda: desired.remove_wanted_level(session, who, theme.id, SOON),
    }


VERBS = (
    "add_ring",
    "rename_ring",
    "move_ring",
    "remove_ring",
    "add_theme",
    "change_theme",
    "move_theme",
    "remove_theme",
    "want",
    "unwant",
)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", Role)
def test_only_who_may_agree_does_each_act_and_it_is_told_to_all_caches(
    session: Session, who: Who, verb: str, role: Role
) -> None:
    person = make_person(session, who.collaboration_id, role)
    before = data_version(session, who)
    act = acts(session, person, ring_of(session, who))[verb]
    if may(role, Act.AGREE):
        act()
        assert data_version(session, who) == before + 1
    else:
        refused(act, NotAllowed)
        assert data_version(session, who) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_coordinator_of_another_collaboration_reaches_nothing_here(session: Session, who: Who, verb: str) -> None:
    stranger = make_collaboration(session, name="Elders")
    ring, before = ring_of(session, who), rings_of(session, who)
    outsider = Who(stranger.person_id, who.collaboration_id)
    refused(acts(session, outsider, ring)[verb], NotAllowed)
    if verb != "add_ring":
        refused(acts(session, stranger, ring)[verb], NotFound)
    assert rings_of(session, who) == before


def test_two_at_once_add_the_same_label_and_it_stands_once(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        ring = ring_of(session, who)
    outcomes = at_once(
        engine,
        [
            lambda session, label=label: desired.add_theme(session, who, Theme("", ring.id, label), token=token())
            for label in ("Zelfvertrouwen", "ZELFVERTROUWEN")
        ],
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Invalid", "str"]
    with open_read_session(engine) as session:
        assert len(ring_of(session, who).themes) == len(ring.themes) + 1


def test_two_at_once_take_the_last_place_for_a_ring_and_one_gets_it(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session, tuple(NewRing(f"Ring {number}") for number in range(MAX_RINGS - 1)))
    outcomes = at_once(
        engine,
        [lambda session, name=name: desired.add_ring(session, who, name, token=token()) for name in ("Een", "Twee")],
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Invalid", "str"]
    with open_read_session(engine) as session:
        assert len(names(session, who)) == MAX_RINGS


def test_two_at_once_change_a_theme_and_the_second_is_told(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        theme = ring_of(session, who).themes[0]
    outcomes = at_once(
        engine,
        [
            lambda session, wish=wish: desired.change_theme(session, who, replace(theme, wish=wish), version=1)
            for wish in ("van de een", "van de ander")
        ],
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChangedMeanwhile", "NoneType"]


def test_logging_while_a_theme_is_removed_leaves_no_orphan(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        theme = ring_of(session, who, 1).themes[0]
    outcomes = at_once(
        engine,
        [
            lambda session: make_observation(session, who, "Docenten"),
            lambda session: desired.remove_theme(session, who, theme.id, version=1),
        ],
    )
    with open_read_session(engine) as session:
        kept = [one.id for one in ring_of(session, who, 1).themes]
        homes = session.scalars(select(tables.Observation.theme_id)).all()
    assert set(homes) <= set(kept)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) >= 1


def at_once(engine: Engine, acts: list[Callable[[Session], object]]) -> list[object]:
    """Do these acts at the same moment, each in a transaction of its own; what each returned or raised."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def do(place: int, act: Callable[[Session], object]) -> None:
        start.wait(timeout=30)
        try:
            with open_write_session(engine) as session:
                outcomes[place] = act(session)  # type: ignore[call-overload]
        except Exception as error:
            outcomes[place] = error  # type: ignore[call-overload]

    threads = [Thread(target=do, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return list(outcomes)
