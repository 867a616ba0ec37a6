"""Several people who change the same collaboration at the same moment, on both databases."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from db import collaborations, desired, milestones, tables
from db.imports import batches, exchange
from db.observations import records
from db.observations.tallies import count_tally_differences
from db.ripples import links
from db.session import open_read_session, open_write_session
from impact.errors import ChangedMeanwhile, InUse, NotFound
from impact.importing.plan.parsed_sheet import ParsedSheet, SheetRow
from impact.model import Certainty, MilestoneKind, NewMilestone, Observation, RippleKind, State, Who
from impact.observation.merge import merge_versions
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_said, rings_of, token
from tests.db.agreeing import ring_of
from tests.db.test_desired_together import at_once

ROUNDS, EDITORS = 8, 20
Act = Callable[[Session], object]


def failures(outcomes: list[object]) -> list[object]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_two_moves_between_the_same_themes_do_not_deadlock(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        here, there = (theme.id for theme in ring_of(session, who).themes[:2])
        made = [make_observation(session, who, ring_of(session, who).name, theme=place) for place in (0, 1)]

    def to(one: str, theme: str, version: int) -> Act:
        return lambda session: records.change_observation(session, who, one, make_said(theme), TODAY, version=version)

    meet_after_first_tally(engine)
    for version, ends in enumerate(((there, here), (here, there)), 1):
        assert failures(at_once(engine, [to(one, end, version) for one, end in zip(made, ends, strict=True)])) == []
    with open_read_session(engine) as session:
        assert count_tally_differences(session, who.collaboration_id) == 0


def meet_after_first_tally(engine: Engine) -> None:
    """Let two who have each written their first tally go on together; who is alone there goes on after a moment."""
    both, met = Barrier(2), set()

    def meet(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO tally") and id(connection) not in met:
            met.add(id(connection))
            with suppress(BrokenBarrierError):
                both.wait(timeout=0.5)

    event.listen(engine, "after_cursor_execute", meet)


def sheet(rings: list[str]) -> ParsedSheet:
    said = make_said("")
    return ParsedSheet(rows=tuple(SheetRow(line, ring, "", said) for line, ring in enumerate(rings, 2)))


def test_tallies_stay_right_when_imports_and_judging_happen_at_once(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        rows = sheet([ring.name for ring in rings_of(session, who)] * 5)
        made = make_observation(session, who)
        batch = exchange.import_sheet(session, who, rows, "eerste.csv", token=token())
    for version in range(1, ROUNDS + 1):
        state = State.CONFIRMED if version % 2 else State.DISPUTED
        acts: list[Act] = [
            lambda session: exchange.import_sheet(session, who, rows, "volgende.csv", token=token()),
            lambda session, gone=batch: batches.undo_batch(session, who, gone),
            lambda session, v=version, s=state: records.judge_observation(
                session, who, made, s, version=v, reason=REASON
            ),
            lambda session: make_observation(session, who),
        ]
        outcomes = at_once(engine, acts)
        assert failures(outcomes) == []
        batch = str(outcomes[0])
    with open_read_session(engine) as session:
        assert count_tally_differences(session, who.collaboration_id) == 0


def test_every_kind_of_change_waits_its_turn(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        theme, ring = ring_of(session, who, 1).themes[0], ring_of(session, who, 1)
        ends = [make_observation(session, who) for _ in range(2)]
        mark = NewMilestone(MilestoneKind.SUCCESS, "Gevierd", TODAY, ring_id=ring.id)
        milestone = milestones.add_milestone(session, who, mark, TODAY, token=token())
    for version in range(1, ROUNDS + 1):
        acts: list[Act] = [
            lambda session, v=version: records.judge_observation(
                session, who, ends[0], judgement(v), version=v, reason=REASON
            ),
            lambda session: linked_and_not(session, who, ends),
            lambda session, v=version: milestones.change_milestone(session, who, milestone, mark, TODAY, version=v),
            lambda session, v=version: desired.set_wanted_level(session, who, theme.id, TODAY.replace(day=v), 2),
            lambda session, v=version: desired.rename_ring(session, who, ring.id, "Docenten", version=v),
            lambda session: collaborations.find_or_add_named(session, who, tables.Activity, "Werkplaatsdag"),
        ]
        assert failures(at_once(engine, acts)) == []


def judgement(version: int) -> State:
    return State.CONFIRMED if version % 2 else State.DISPUTED


@pytest.mark.slow
def test_twenty_who_edit_one_observation_at_once_lose_no_text(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = make_observation(session, who)
        start = records.get_observation(session, who, made)
    waiting = {f"Tekst van nummer {number}.": start for number in range(EDITORS)}
    while waiting:
        acts = [rewording(who, seen, text) for text, seen in waiting.items()]
        outcomes = dict(zip(waiting, at_once(engine, acts), strict=True))
        (winner,) = [text for text, outcome in outcomes.items() if outcome is None]
        del waiting[winner]
        for text in waiting:
            lost = outcomes[text]
            assert isinstance(lost, ChangedMeanwhile)
            waiting[text] = lost.facts["now"]  # type: ignore[assignment]
            assert waiting[text].details.what == winner
    with open_read_session(engine) as session:
        told = records.list_observation_changes(session, who, made)
        assert {one.after["what"] for one in told} == {f"Tekst van nummer {number}." for number in range(EDITORS)}
        assert [one.before["what"] for one in told] == [one.after["what"] for one in told[1:]] + [start.details.what]
        assert records.get_observation(session, who, made).version == EDITORS + 1
        assert count_tally_differences(session, who.collaboration_id) == 0


def rewording(who: Who, seen: Observation, text: str) -> Act:
    """Bring this text together with what was last seen, and save it on top of that."""
    mine = merge_versions(seen.details, seen.details, {}, {"what": text})
    return lambda session: records.change_observation(session, who, seen.id, mine, TODAY, version=seen.version)


def linked_and_not(session: Session, who: Who, ends: list[str]) -> None:
    how = {"kind": RippleKind.LEADS_TO, "certainty": Certainty.PLAUSIBLE, "cause_observation_id": ends[0]}
    links.remove_ripple(session, who, links.add_ripple(session, who, ends[1], token=token(), **how))  # type: ignore[arg-type]


def test_two_who_add_the_same_name_get_the_same_organisation(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
    for number in range(ROUNDS):
        adding: Act = lambda session, name=f"School {number}": collaborations.find_or_add_named(  # noqa: E731
            session, who, tables.Organisation, name
        )
        outcomes = at_once(engine, [adding, adding])
        assert failures(outcomes) == []
        assert len(set(outcomes)) == 1


def test_logging_for_an_organisation_that_goes_just_now_is_told_in_words(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = [
            collaborations.find_or_add_named(session, who, tables.Organisation, f"School {n}") for n in range(ROUNDS)
        ]
    for school in made:
        outcomes = at_once(
            engine,
            [
                lambda session, id_=school: make_observation(session, who, organisation_id=id_),
                lambda session, id_=school: collaborations.remove_organisation(session, who, id_),
            ],
        )
        assert {type(one) for one in failures(outcomes)} in ({InUse}, {NotFound})
