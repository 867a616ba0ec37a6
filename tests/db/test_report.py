from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from db import collaborations, milestones
from db.report import gather_pack_material
from impact.access import Role
from impact.errors import NotAllowed
from impact.model import MilestoneKind, NewMilestone, Rung, State, Who
from impact.picture.discs import build_picture
from impact.report.material import build_pack_picture, get_month_index
from impact.report.pack import PackRequest
from tests.build import TODAY, make_collaboration, make_observation, make_person, token
from tests.db.linking import join, theme_of

ASKED = PackRequest(date(2026, 5, 1), date(2026, 11, 1), 12)
INSIDE, OUTSIDE, LAST = date(2025, 12, 1), date(2025, 11, 30), date(2026, 11, 15)


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def organisation_of(session: Session, who: Who, name: str) -> str:
    return next(one.id for one in collaborations.list_organisations(session, who) if one.name == name)


def test_rungs_are_counted_per_sector_within_the_window(session: Session, who: Who) -> None:
    for seen_on, rung in ((INSIDE, Rung.HEARD), (LAST, Rung.HEARD), (LAST, Rung.DOCUMENT), (OUTSIDE, Rung.HEARD)):
        make_observation(session, who, seen_on=seen_on, rung=rung)
    found = gather_pack_material(session, who, ASKED, "Onverwacht")
    assert found.rungs_by_theme == {theme_of(session, who, "Docenten"): (2, 0, 0, 1, 0)}


def test_rungs_add_up_to_what_the_discs_count(session: Session, who: Who) -> None:
    for number, state in enumerate((State.SHARED, State.CONFIRMED, State.DISPUTED, State.DRAFT, State.WITHDRAWN)):
        make_observation(session, who, state=state, seen_on=date(2026, 6 + number % 5, 3), rung=list(Rung)[number])
    for asked in (ASKED, replace(ASKED, confirmed_only=True), replace(ASKED, window=None), replace(ASKED, window=3)):
        found = gather_pack_material(session, who, asked, "Onverwacht")
        shown = build_pack_picture(found, asked)
        assert (
            sum(map(sum, found.rungs_by_theme.values()))
            == shown.observation_counts[get_month_index(shown, asked.month_now)]
        )
        assert (
            shown.discs
            == build_picture(found.rings, found.tallies, shown.months, asked.window, asked.confirmed_only).discs
        )


def test_loose_is_what_has_no_ripple(session: Session, who: Who) -> None:
    cause = make_observation(session, who, seen_on=date(2026, 3, 1))
    effect = make_observation(session, who, seen_on=date(2026, 4, 1))
    make_observation(session, who, seen_on=date(2026, 5, 1))
    make_observation(session, who, seen_on=OUTSIDE)
    join(session, who, effect, cause)
    assert gather_pack_material(session, who, ASKED, "Onverwacht").loose_count == 1


def test_organisations_of_which_nothing_was_seen_stand_by_name(session: Session, who: Who) -> None:
    mine = organisation_of(session, who, "Vakcollege")
    assert gather_pack_material(session, who, ASKED, "Onverwacht").silent_organisations == ("ROC", "Vakcollege")
    make_observation(session, who, organisation_id=mine)
    make_observation(session, who, organisation_id=organisation_of(session, who, "ROC"), seen_on=OUTSIDE)
    assert gather_pack_material(session, who, ASKED, "Onverwacht").silent_organisations == ("ROC",)
    assert gather_pack_material(session, who, ASKED, "Onverwacht", mine).silent_organisations == ()


def test_the_filter_on_an_organisation_holds_for_everything(session: Session, who: Who) -> None:
    mine = organisation_of(session, who, "Vakcollege")
    make_observation(session, who, organisation_id=mine)
    make_observation(session, who)
    found = gather_pack_material(session, who, ASKED, "Onverwacht", mine)
    assert sum(map(sum, found.rungs_by_theme.values())) == sum(one.n for one in found.tallies) == found.loose_count == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VIEWER])
def test_a_milestone_held_ready_is_in_nobodys_pack(session: Session, who: Who, role: Role) -> None:
    for held in (True, False):
        said = NewMilestone(MilestoneKind.SUCCESS, f"Succes {held}", date(2026, 10, 1), held=held)
        milestones.add_milestone(session, who, said, TODAY, token=token())
    reader = make_person(session, who.collaboration_id, role)
    assert [one.details.title for one in gather_pack_material(session, reader, ASKED, "Onverwacht").milestones] == [
        "Succes False"
    ]


def test_nobody_from_elsewhere_gets_a_pack(session: Session, who: Who) -> None:
    stranger = make_person(session)
    with pytest.raises(NotAllowed):
        gather_pack_material(session, replace(stranger, collaboration_id=who.collaboration_id), ASKED, "Onverwacht")
