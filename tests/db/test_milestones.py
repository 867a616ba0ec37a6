"""Milestones: put on the timeline, held ready, revealed, changed and taken away."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import collaborations, milestones
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound
from impact.model import Milestone, MilestoneKind, NewMilestone, Phase, Who
from tests.build import TODAY, make_collaboration, make_person, rings_of, token

LATER = date(2026, 12, 18)


def make_new(**fields: Any) -> NewMilestone:
    plain: dict[str, Any] = {
        "kind": MilestoneKind.SUCCESS,
        "title": "Eerste gezamenlijke open dag",
        "on": date(2026, 11, 2),
    }
    return NewMilestone(**plain | fields)


def make_milestone(session: Session, who: Who, **fields: Any) -> Milestone:
    made = milestones.add_milestone(session, who, make_new(**fields), TODAY, token=token())
    return one_of(session, who, made)


def one_of(session: Session, who: Who, milestone_id: str) -> Milestone:
    return next(one for one in milestones.list_milestones(session, who) if one.id == milestone_id)


def version_of(session: Session, who: Who) -> int:
    session.expire_all()
    return collaborations.get_collaboration(session, who).data_version


def test_a_milestone_comes_back_as_it_was_typed(session: Session) -> None:
    who = make_collaboration(session)
    story = {"intention": "Samen beginnen.", "happened": "Het liep anders.", "learned": "Eerst het rooster."}
    more = {"changed": "Eén jaarplan.", "shared_with": "De besturen."}
    ring = rings_of(session, who)[1].id
    kept = make_milestone(session, who, kind=MilestoneKind.BRILLIANT_FAILURE, ring_id=ring, **story, **more)
    assert kept.details == make_new(kind=MilestoneKind.BRILLIANT_FAILURE, ring_id=ring, **story, **more)
    assert (kept.version, kept.revealed_at, kept.is_held_ready) == (1, None, False)


def test_texts_are_tidied_before_they_are_kept(session: Session) -> None:
    who = make_collaboration(session)
    kept = make_milestone(session, who, title="  Open \n dag ", learned=" Veel.\x00 ", phase=Phase.IDEAS)
    assert (kept.details.title, kept.details.learned, kept.details.phase) == ("Open dag", "Veel.", None)


def test_a_milestone_tells_since_when_it_reads_as_it_does(session: Session) -> None:
    who = make_collaboration(session)
    kept = make_milestone(session, who)
    milestones.change_milestone(session, who, kept.id, make_new(title="Tweede open dag"), TODAY, version=1)
    again = one_of(session, who, kept.id)
    assert kept.changed_at is not None
    assert again.changed_at is not None
    assert again.changed_at > kept.changed_at


def test_milestones_come_by_day(session: Session) -> None:
    who = make_collaboration(session)
    for day in (date(2026, 3, 1), date(2025, 3, 1), date(2026, 1, 1)):
        make_milestone(session, who, on=day)
    assert [one.details.on.month for one in milestones.list_milestones(session, who)] == [3, 1, 3]


def test_a_double_click_celebrates_once(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
    made = []
    for _ in range(2):
        with open_write_session(engine) as session:
            made.append(milestones.add_milestone(session, who, make_new(), TODAY, token="same"))
    with open_read_session(engine) as session:
        assert [one.id for one in milestones.list_milestones(session, who)] == [made[0]] == [made[1]]


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"title": " \n "}, "title", "empty"),
        ({"title": "x" * 121}, "title", "too_long"),
        ({"kind": MilestoneKind.PHASE_CHANGE}, "phase", "empty"),
        ({"learned": "x" * 2001}, "learned", "too_long"),
        ({"on": LATER}, "on", "ahead"),
        ({"on": LATER, "kind": MilestoneKind.DECISION}, "on", "ahead"),
        ({"on": date(1900, 1, 1)}, "on", "too_early"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(
    session: Session, fields: dict[str, Any], field: str, reason: str
) -> None:
    who = make_collaboration(session)
    with pytest.raises(Invalid) as refused:
        make_milestone(session, who, **fields)
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == (field, reason)
    assert milestones.list_milestones(session, who) == ()


def test_a_day_ahead_is_for_what_is_held_ready_and_for_a_planned_phase(session: Session) -> None:
    who = make_collaboration(session)
    assert make_milestone(session, who, on=LATER, held=True).is_held_ready
    planned = make_milestone(session, who, on=LATER, kind=MilestoneKind.PHASE_CHANGE, phase=Phase.ANCHORING)
    assert planned.details.on == LATER


def test_a_ring_of_somebody_else_is_not_found(session: Session) -> None:
    who, others = make_collaboration(session), make_collaboration(session)
    with pytest.raises(NotFound):
        make_milestone(session, who, ring_id=rings_of(session, others)[0].id)


def test_a_viewer_sees_what_is_held_ready_only_after_the_reveal(session: Session) -> None:
    who = make_collaboration(session)
    viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    held, shown = make_milestone(session, who, held=True), make_milestone(session, who)
    assert [one.id for one in milestones.list_milestones(session, viewer)] == [shown.id]
    milestones.reveal_milestone(session, who, held.id, TODAY, version=held.version)
    assert {one.id for one in milestones.list_milestones(session, viewer)} == {held.id, shown.id}
    milestones.hold_milestone(session, who, shown.id, version=shown.version)
    assert [one.id for one in milestones.list_milestones(session, viewer)] == [held.id]


def test_a_reveal_brings_a_day_ahead_to_today(session: Session) -> None:
    who = make_collaboration(session)
    early, late = make_milestone(session, who, held=True), make_milestone(session, who, held=True, on=LATER)
    phase = make_milestone(session, who, held=True, on=LATER, kind=MilestoneKind.PHASE_CHANGE, phase=Phase.IDEAS)
    for one in (early, late, phase):
        milestones.reveal_milestone(session, who, one.id, TODAY, version=1)
    days = {one.id: one.details.on for one in milestones.list_milestones(session, who)}
    assert days == {early.id: early.details.on, late.id: TODAY, phase.id: LATER}


def test_revealing_or_holding_twice_changes_nothing(session: Session) -> None:
    who = make_collaboration(session)
    held = make_milestone(session, who, held=True)
    milestones.hold_milestone(session, who, held.id, version=7)
    assert one_of(session, who, held.id) == held
    for _ in range(2):
        milestones.reveal_milestone(session, who, held.id, TODAY, version=held.version)
    assert one_of(session, who, held.id).version == 2


def test_a_change_replaces_the_words_and_leaves_the_reveal_alone(session: Session) -> None:
    who = make_collaboration(session)
    held = make_milestone(session, who, held=True)
    milestones.change_milestone(session, who, held.id, make_new(title="Anders", on=LATER, held=False), TODAY, version=1)
    changed = one_of(session, who, held.id)
    assert (changed.details.title, changed.is_held_ready, changed.version) == ("Anders", True, 2)
    milestones.reveal_milestone(session, who, held.id, TODAY, version=2)
    milestones.change_milestone(session, who, held.id, make_new(held=True), TODAY, version=3)
    assert not one_of(session, who, held.id).is_held_ready


def test_what_is_no_longer_held_cannot_move_ahead(session: Session) -> None:
    who = make_collaboration(session)
    shown = make_milestone(session, who)
    with pytest.raises(Invalid):
        milestones.change_milestone(session, who, shown.id, make_new(on=LATER, held=True), TODAY, version=1)


def test_the_second_of_two_who_change_it_is_shown_the_first(session: Session) -> None:
    who = make_collaboration(session)
    kept = make_milestone(session, who)
    milestones.change_milestone(session, who, kept.id, make_new(title="De eerste"), TODAY, version=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        milestones.change_milestone(session, who, kept.id, make_new(title="De tweede"), TODAY, version=1)
    assert refused.value.facts["now"] == one_of(session, who, kept.id)
    assert one_of(session, who, kept.id).details.title == "De eerste"
    for act in (milestones.hold_milestone, milestones.remove_milestone):
        with pytest.raises(ChangedMeanwhile):
            act(session, who, kept.id, version=1)


def test_what_was_taken_away_can_be_put_back(session: Session) -> None:
    who = make_collaboration(session)
    for fields in ({}, {"held": True, "on": LATER}):
        kept = make_milestone(session, who, **fields)
        gone = milestones.remove_milestone(session, who, kept.id, version=1)
        assert milestones.list_milestones(session, who) == ()
        back = milestones.add_milestone(session, who, gone, TODAY, token=token())
        assert one_of(session, who, back).details == kept.details
        milestones.remove_milestone(session, who, back, version=1)


def test_what_was_revealed_is_not_hidden_by_putting_it_back(session: Session) -> None:
    who = make_collaboration(session)
    kept = make_milestone(session, who, held=True)
    milestones.reveal_milestone(session, who, kept.id, TODAY, version=1)
    gone = milestones.remove_milestone(session, who, kept.id, version=2)
    assert gone == replace(kept.details, held=False)


def test_every_change_makes_caches_stale(session: Session) -> None:
    who = make_collaboration(session)
    versions = [version_of(session, who)]
    kept = make_milestone(session, who, held=True)
    versions.append(version_of(session, who))
    milestones.reveal_milestone(session, who, kept.id, TODAY, version=1)
    versions.append(version_of(session, who))
    milestones.hold_milestone(session, who, kept.id, version=2)
    versions.append(version_of(session, who))
    milestones.change_milestone(session, who, kept.id, make_new(), TODAY, version=3)
    versions.append(version_of(session, who))
    milestones.remove_milestone(session, who, kept.id, version=4)
    versions.append(version_of(session, who))
    assert versions == list(range(versions[0], versions[0] + 6))


def act_on(session: Session, who: Who, act: str, milestone_id: str) -> None:
    if act == "look":
        milestones.list_milestones(session, who)
    elif act == "celebrate":
        milestones.add_milestone(session, who, make_new(), TODAY, token=token())
    elif act == "change":
        milestones.change_milestone(session, who, milestone_id, make_new(title="Anders"), TODAY, version=1)
    elif act == "reveal":
        milestones.reveal_milestone(session, who, milestone_id, TODAY, version=1)
    elif act == "hold":
        milestones.hold_milestone(session, who, milestone_id, version=1)
    else:
        milestones.remove_milestone(session, who, milestone_id, version=1)


ACTS = ("look", "celebrate", "change", "reveal", "hold", "remove")


@pytest.mark.parametrize("role", list(Role))
def test_a_viewer_only_looks_and_all_others_celebrate(session: Session, role: Role) -> None:
    owner = make_collaboration(session)
    who = make_person(session, owner.collaboration_id, role)
    for act in ACTS:
        kept = make_milestone(session, owner)
        if role is Role.VIEWER and act != "look":
            with pytest.raises(NotAllowed):
                act_on(session, who, act, kept.id)
        else:
            act_on(session, who, act, kept.id)


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_in_a_collaboration_they_take_no_part_in(session: Session, act: str) -> None:
    owner, stranger = make_collaboration(session), make_collaboration(session)
    kept = make_milestone(session, owner)
    with pytest.raises(NotAllowed):
        act_on(session, Who(stranger.person_id, owner.collaboration_id), act, kept.id)
    if act in ("change", "reveal", "hold", "remove"):
        with pytest.raises(NotFound):
            act_on(session, stranger, act, kept.id)
    assert one_of(session, owner, kept.id) == kept
