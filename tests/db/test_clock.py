"""What came last is told by numbers that only grow, so a clock that is set back changes nothing; on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from db import milestones, undo
from db.imports import exchange, matchings
from db.observations import latest, records, witness
from db.observations import recycle_bin as the_bin
from db.observations.history import find_deciding_changes
from db.ripples import links
from impact.errors import NotAllowed
from impact.importing.plan.file_reader import read_own_file
from impact.importing.plan.matching import FileMatching
from impact.milestones.timeline_layout import list_phases
from impact.model import Agreement, Evidence, EvidenceKind, Intended, MilestoneKind, NewMilestone, Phase, State, Who
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_said, token
from tests.db.clock import Clock, clock
from tests.db.linking import join, kept, two

__all__ = ["clock"]


@pytest.fixture
def who(session: Session, clock: Clock) -> Who:
    return make_collaboration(session)


def reword(session: Session, who: Who, made: str, what: str) -> None:
    now = records.get_observation(session, who, made)
    records.change_observation(
        session, who, made, make_said(now.details.theme_id, what=what), TODAY, version=now.version
    )


def judge(session: Session, who: Who, made: str, state: State, reason: str = REASON) -> None:
    version = records.get_observation(session, who, made).version
    records.judge_observation(session, who, made, state, version=version, reason=reason)


def take_back(session: Session, who: Who, made: str) -> None:
    version = records.get_observation(session, who, made).version
    undo.undo_last_change(session, who, made, version=version, change_id=undo.find_undoable_change(session, who, made))


def told(session: Session, who: Who, made: str) -> tuple[str, State]:
    found = records.get_observation(session, who, made)
    return found.details.what, found.state


def test_undo_takes_back_the_last_change_when_the_clock_was_set_back(session: Session, who: Who, clock: Clock) -> None:
    made = make_observation(session, who, what="Eerst.")
    reword(session, who, made, "Daarna.")
    clock.set_back()
    judge(session, who, made, State.CONFIRMED)
    assert [list(one.after) for one in records.list_observation_changes(session, who, made)] == [
        ["state"],
        ["what"],
    ]
    take_back(session, who, made)
    assert told(session, who, made) == ("Daarna.", State.SHARED)


def test_undo_removes_the_newest_ripple_also_when_the_clock_was_set_back(
    session: Session, who: Who, clock: Clock
) -> None:
    cause, effect = two(session, who)
    judge(session, who, effect, State.CONFIRMED)
    clock.set_back()
    join(session, who, effect, cause)
    take_back(session, who, effect)
    assert (told(session, who, effect)[1], kept(session)) == (State.CONFIRMED, 0)
    assert links.list_ripples(session, who) == ()


def test_the_bin_restores_the_last_state_when_the_clock_was_set_back(session: Session, who: Who, clock: Clock) -> None:
    made = make_observation(session, who)
    the_bin.move_to_bin(session, who, made, version=1)
    the_bin.restore_observation(session, who, made, version=2)
    clock.set_back()
    judge(session, who, made, State.DISPUTED)
    clock.set_back()
    the_bin.move_to_bin(session, who, made, version=4, reason="Dubbel.")
    (binned,), _ = the_bin.list_binned(session, who)
    assert binned.deciding_change is not None
    assert (binned.deciding_change.reason, binned.deciding_change.before) == ("Dubbel.", {"state": "disputed"})
    assert the_bin.restore_observation(session, who, made, version=5) is State.DISPUTED


def test_judging_follows_the_same_rules_when_the_clock_was_set_back(session: Session, who: Who, clock: Clock) -> None:
    made = make_observation(session, who)
    judge(session, who, made, State.CONFIRMED)
    clock.set_back()
    judge(session, who, made, State.WITHDRAWN, "Vervallen.")
    assert find_deciding_changes(session, [records.get_observation(session, who, made)])[made].reason == "Vervallen."
    take_back(session, who, made)
    assert told(session, who, made)[1] is State.CONFIRMED


def test_the_last_reason_is_shown_when_the_clock_was_set_back(session: Session, who: Who, clock: Clock) -> None:
    made = make_observation(session, who)
    judge(session, who, made, State.DISPUTED, "Te vroeg gezien.")
    judge(session, who, made, State.SHARED)
    clock.set_back()
    judge(session, who, made, State.DISPUTED, "Nu zegt ook het team van niet.")
    ((_, why),) = latest.list_own_disputed(session, who)
    assert why is not None
    assert why.reason == "Nu zegt ook het team van niet."


def test_a_doubt_from_outside_stays_open_when_the_clock_was_set_back(session: Session, who: Who, clock: Clock) -> None:
    made = make_observation(session, who)
    asked = witness.create_witness_link(session, who, made, "Praktijkbegeleider", TODAY, TODAY, token=token())
    clock.set_back()
    witness.save_witness_answer(session, asked.secret, Agreement.DISAGREES, "", Intended.UNKNOWN, TODAY)
    assert witness.list_doubted_ids(session, who) == [made]
    clock.set_back()
    reword(session, who, made, "Anders gezegd.")
    assert witness.list_doubted_ids(session, who) == []


def test_evidence_keeps_its_order_when_the_clock_was_set_back(session: Session, who: Who, clock: Clock) -> None:
    proofs = tuple(Evidence(EvidenceKind.QUOTE, text) for text in ("Eén.", "Twee.", "Drie."))
    clock.step = -10
    made = make_observation(session, who, evidence=proofs)
    assert records.get_observation(session, who, made).details.evidence == proofs


def test_the_last_of_two_phases_counts_when_the_clock_was_set_back(session: Session, who: Who, clock: Clock) -> None:
    for phase in (Phase.IDEAS, Phase.CELEBRATING, Phase.ANCHORING):
        new = NewMilestone(MilestoneKind.PHASE_CHANGE, phase.value, TODAY, phase)
        milestones.add_milestone(session, who, new, TODAY, token=token())
        clock.set_back()
    assert [band.phase for band in list_phases(milestones.list_milestones(session, who), TODAY)] == [Phase.ANCHORING]


def test_the_last_matching_is_proposed_when_the_clock_was_set_back(session: Session, who: Who, clock: Clock) -> None:
    matchings.save_matching(session, who, "a" * 64, FileMatching({"why": "Toelichting"}))
    clock.set_back()
    matchings.save_matching(session, who, "b" * 64, FileMatching({"contribution": "Toelichting"}))
    assert matchings.find_earlier_matching(session, who, "c" * 64, ["Toelichting"]).columns == {
        "toelichting": "contribution"
    }
    clock.set_back()
    matchings.save_matching(session, who, "a" * 64, FileMatching({"why": "Toelichting"}))
    assert matchings.find_earlier_matching(session, who, "c" * 64, ["Toelichting"]).columns == {"toelichting": "why"}


def test_an_import_goes_on_under_its_own_batch_when_the_clock_was_set_back(
    session: Session, who: Who, clock: Clock
) -> None:
    head = "datum;ring;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs"
    lines = f"{head}\n2026-11-01;Docenten;;Samen lesgegeven.;positief;2;3\n"
    sheet, same = read_own_file(lines.encode(), TODAY), token()
    begun = exchange.begin_import_as_collaboration(
        session, who.person_id, "Apart", ["Docenten", "Scholen"], sheet, "a.csv", token=same
    )
    clock.set_back()
    later = exchange.import_sheet(session, Who(who.person_id, begun[0]), sheet, "b.csv", token=token())
    again = exchange.begin_import_as_collaboration(
        session, who.person_id, "Apart", ["Docenten", "Scholen"], sheet, "a.csv", token=same
    )
    assert again == begun
    assert later != begun[1]


ACTS = ("reword", "confirm", "dispute", "share", "bin", "restore", "undo", "undo")
STATES = {"confirm": State.CONFIRMED, "dispute": State.DISPUTED, "share": State.SHARED}


class Expected:
    """What an observation must say by the order of the acts alone."""

    def __init__(self, what: str) -> None:
        self.now = self.before = (what, State.SHARED)
        self.left = State.SHARED

    def becomes(self, what: str, state: State) -> None:
        """It says this from now on; the way back leads to what it said until now."""
        if state is not self.now[1]:
            self.left = self.now[1]
        self.before, self.now = self.now, (what, state)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from((-2, 1, 1, 2))), min_size=6, max_size=14))
def test_whatever_the_clock_does_the_acts_decide_what_stands(
    session: Session, who: Who, clock: Clock, steps: list[tuple[str, int]]
) -> None:
    made = make_observation(session, who, what="Zoals gelogd.")
    expected = Expected("Zoals gelogd.")
    for number, (act, hours) in enumerate(steps):
        clock.set_back(hours)
        _act(session, who, made, expected, act, f"Anders, keer {number}.")
        assert told(session, who, made) == expected.now


def _act(session: Session, who: Who, made: str, expected: Expected, act: str, text: str) -> None:
    """Do this when it may be done now, and expect what follows from it."""
    (what, state), version = expected.now, records.get_observation(session, who, made).version
    if act == "restore" and state is State.BINNED:
        the_bin.restore_observation(session, who, made, version=version)
        expected.becomes(what, expected.left)
    elif state is State.BINNED:
        with pytest.raises(NotAllowed):
            undo.undo_last_change(session, who, made, version=version)
    elif act == "reword":
        reword(session, who, made, text)
        expected.becomes(text, state)
    elif act == "bin":
        the_bin.move_to_bin(session, who, made, version=version)
        expected.becomes(what, State.BINNED)
    elif act in STATES and STATES[act] is not state:
        judge(session, who, made, STATES[act])
        expected.becomes(what, STATES[act])
    elif act == "undo" and undo.find_undoable_change(session, who, made):
        take_back(session, who, made)
        expected.becomes(*expected.before)
