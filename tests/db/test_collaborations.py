"""What a collaboration is made of: organisations, activities, people, and what goes when it is removed."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.collaborations import OwnedCounts
from impact.access import Role
from impact.errors import ChangedMeanwhile, InUse, Invalid, NotAllowed, NotFound
from impact.model import Who
from tests.build import make_collaboration, make_observation, make_person


def names_of(session: Session, who: Who) -> list[str]:
    return [one.name for one in collaborations.list_organisations(session, who)]


def test_an_organisation_gets_another_name(session: Session) -> None:
    who = make_collaboration(session)
    first, second = collaborations.list_organisations(session, who)
    collaborations.rename_organisation(session, who, first.id, " ROC  Midden ", version=1)
    assert names_of(session, who) == ["ROC Midden", "Vakcollege"]
    with pytest.raises(ChangedMeanwhile):
        collaborations.rename_organisation(session, who, first.id, "ROC", version=1)
    with pytest.raises(Invalid):
        collaborations.rename_organisation(session, who, second.id, "ROC Midden", version=1)
    collaborations.rename_organisation(session, who, second.id, "Vakcollege", version=1)
    assert names_of(session, who) == ["ROC Midden", "Vakcollege"]


def test_an_activity_is_added_once_renamed_and_taken_out(session: Session) -> None:
    who = make_collaboration(session)
    made = {
        collaborations.find_or_add_named(session, who, tables.Activity, name)
        for name in ("Docentenruil", " Docentenruil ")
    }
    assert len(made) == 1
    activity = made.pop()
    collaborations.rename_activity(session, who, activity, "Ruil van docenten", version=1)
    assert [(one.name, one.version) for one in collaborations.list_activities(session, who)] == [
        ("Ruil van docenten", 2)
    ]
    with pytest.raises(ChangedMeanwhile) as refused:
        collaborations.rename_activity(session, who, activity, "Docentenruil", version=1)
    assert refused.value.facts["now"] == "Ruil van docenten"
    collaborations.remove_activity(session, who, activity)
    assert collaborations.list_activities(session, who) == ()


def test_what_observations_hang_on_stays_and_says_how_many(session: Session) -> None:
    who = make_collaboration(session)
    school = collaborations.list_organisations(session, who)[0]
    activity = collaborations.find_or_add_named(session, who, tables.Activity, "Docentenruil")
    for _ in range(3):
        make_observation(session, who, organisation_id=school.id, activity_id=activity)
    for act, id_ in ((collaborations.remove_organisation, school.id), (collaborations.remove_activity, activity)):
        with pytest.raises(InUse) as refused:
            act(session, who, id_)
        assert refused.value.facts["count"] == 3


def test_what_goes_is_counted(session: Session) -> None:
    who, others = make_collaboration(session), make_collaboration(session)
    make_observation(session, who)
    make_observation(session, others)
    collaborations.find_or_add_named(session, who, tables.Activity, "Docentenruil")
    assert collaborations.count_owned(session, who) == OwnedCounts(
        observations=1, ripples=0, milestones=0, rings=4, themes=9, organisations=2, activities=1
    )


def test_who_takes_part_is_told_with_the_role_here(session: Session) -> None:
    who = make_collaboration(session)
    viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    make_person(session, make_collaboration(session).collaboration_id)
    found = {one.id: one.role for one in collaborations.list_participants(session, who)}
    assert found == {who.person_id: Role.COORDINATOR, viewer.person_id: Role.VIEWER}


MANAGED: dict[str, Callable[[Session, Who, str, str], object]] = {
    "rename an organisation": lambda s, w, school, _: collaborations.rename_organisation(s, w, school, "X", version=1),
    "remove an organisation": lambda s, w, school, _: collaborations.remove_organisation(s, w, school),
    "rename an activity": lambda s, w, _, activity: collaborations.rename_activity(s, w, activity, "X", version=1),
    "remove an activity": lambda s, w, _, activity: collaborations.remove_activity(s, w, activity),
    "count what goes": lambda s, w, *_: collaborations.count_owned(s, w),
    "remove it all": lambda s, w, *_: collaborations.remove_collaboration(s, w),
}


@pytest.mark.parametrize("act", list(MANAGED))
@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_manage_changes_what_the_collaboration_is_made_of(session: Session, role: Role, act: str) -> None:
    owner = make_collaboration(session)
    who = make_person(session, owner.collaboration_id, role)
    school = collaborations.list_organisations(session, owner)[0].id
    activity = collaborations.find_or_add_named(session, owner, tables.Activity, "Docentenruil")
    if role in (Role.VIEWER, Role.MEMBER):
        with pytest.raises(NotAllowed):
            MANAGED[act](session, who, school, activity)
    else:
        MANAGED[act](session, who, school, activity)


@pytest.mark.parametrize("act", ["rename an organisation", "remove an organisation", "rename an activity"])
def test_what_belongs_to_others_is_not_found(session: Session, act: str) -> None:
    owner, stranger = make_collaboration(session), make_collaboration(session)
    school = collaborations.list_organisations(session, owner)[0].id
    activity = collaborations.find_or_add_named(session, owner, tables.Activity, "Docentenruil")
    with pytest.raises(NotFound):
        MANAGED[act](session, stranger, school, activity)
