from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import collaborations, milestones, tables
from db.example import create_example
from db.observations import records, tallies
from db.types import get_utc_now
from impact.access import Role
from impact.example import Example, build_example
from impact.model import Who
from tests.build import TODAY, make_person, rings_of, token


@pytest.fixture(params=["nl", "en"])
def told(request: pytest.FixtureRequest) -> Example:
    return build_example(request.param, TODAY)


@pytest.fixture
def who(session: Session, told: Example) -> Who:
    person = make_person(session, role=Role.COORDINATOR)
    return replace(person, collaboration_id=create_example(session, person.person_id, told, token=token()))


def number(session: Session, table: type[tables.OwnedRow], who: Who) -> int:
    mine = select(func.count()).select_from(table).where(table.collaboration_id == who.collaboration_id)
    return session.scalar(mine) or 0


def test_the_example_is_marked_as_fictional(session: Session, who: Who, told: Example) -> None:
    kept = collaborations.get_collaboration(session, who)
    assert (kept.name, kept.fictional) == (told.name, True)


def test_everything_of_the_example_is_kept(session: Session, who: Who, told: Example) -> None:
    themes = [theme for ring in told.rings for theme in ring.themes]
    assert {
        tables.Ring: number(session, tables.Ring, who),
        tables.Theme: number(session, tables.Theme, who),
        tables.WantedStep: number(session, tables.WantedStep, who),
        tables.Organisation: number(session, tables.Organisation, who),
        tables.Activity: number(session, tables.Activity, who),
        tables.Observation: number(session, tables.Observation, who),
        tables.Evidence: number(session, tables.Evidence, who),
        tables.Ripple: number(session, tables.Ripple, who),
        tables.Milestone: number(session, tables.Milestone, who),
    } == {
        tables.Ring: len(told.rings),
        tables.Theme: len(themes),
        tables.WantedStep: sum(len(theme.wanted) for theme in themes),
        tables.Organisation: len(told.organisations),
        tables.Activity: len(told.activities),
        tables.Observation: len(told.observations),
        tables.Evidence: sum(len(one.details.evidence) for one in told.observations),
        tables.Ripple: len(told.ripples),
        tables.Milestone: len(told.milestones),
    }
    assert {one.details.title for one in milestones.list_milestones(session, who)} == {
        one.title for one in told.milestones
    }


def test_rings_and_themes_stand_in_the_order_of_the_example(session: Session, who: Who, told: Example) -> None:
    kept = rings_of(session, who)
    assert [ring.name for ring in kept] == [ring.name for ring in told.rings]
    for ring, meant in zip(kept, told.rings, strict=True):
        assert [theme.label for theme in ring.themes[:-1]] == [theme.label for theme in meant.themes[:-1]]
        assert [theme.wanted for theme in ring.themes] == [theme.wanted for theme in meant.themes]
        assert [theme.wordings for theme in ring.themes] == [theme.wordings for theme in meant.themes]


def test_observations_keep_their_sentence_state_and_sector(session: Session, who: Who, told: Example) -> None:
    rows = session.scalars(
        select(tables.Observation).where(tables.Observation.collaboration_id == who.collaboration_id)
    ).all()
    kept = {one.details.what: one for one in records.load_observations(session, who, rows)}
    labels = {theme.id: theme.label for ring in told.rings for theme in ring.themes}
    sectors = {
        theme.id: "" if theme.unexpected else theme.label for ring in rings_of(session, who) for theme in ring.themes
    }
    for meant in told.observations:
        one = kept[meant.details.what]
        assert one.state is meant.state
        assert sectors[one.details.theme_id] == labels[meant.details.theme_id]
        assert (one.details.seen_on, one.details.level, one.details.evidence) == (
            meant.details.seen_on,
            meant.details.level,
            meant.details.evidence,
        )


def test_the_tallies_agree_with_the_observations(session: Session, who: Who) -> None:
    assert tallies.count_tally_differences(session, who.collaboration_id) == 0


def test_the_example_was_logged_days_after_it_was_seen_never_in_the_future(session: Session, who: Who) -> None:
    seen = tables.Observation
    for seen_on, logged_at in session.execute(
        select(seen.seen_on, seen.created_at).where(seen.collaboration_id == who.collaboration_id)
    ):
        assert seen_on <= logged_at.date() <= seen_on + timedelta(days=7)
        assert logged_at <= get_utc_now()


def test_planting_with_the_same_token_plants_once(session: Session, told: Example) -> None:
    person, same = make_person(session, role=Role.COORDINATOR), token()
    assert create_example(session, person.person_id, told, token=same) == create_example(
        session, person.person_id, told, token=same
    )
    assert len(collaborations.list_collaborations(session, person.person_id)) == 1


def test_the_example_goes_away_as_a_whole(session: Session, who: Who) -> None:
    collaborations.remove_collaboration(session, who)
    for table in tables.Base.metadata.sorted_tables:
        if table.name not in ("person", "done", "remains"):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_no_id_of_the_example_stands_for_two_things(session: Session, who: Who) -> None:
    kinds = [table for table in tables.OwnedRow.__subclasses__() if table is not tables.Membership]
    ids = [id_ for table in kinds for id_ in session.scalars(select(table.id))]
    assert len(ids) == len(set(ids))
