"""Looking back: what asks for an eye and where it was silent, counted as the logbook finds it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.observations import records, review
from db.observations import recycle_bin as the_bin
from db.observations.review import LoggedCount
from db.ripples import links
from db.types import get_utc_now
from impact.errors import NotAllowed
from impact.model import Certainty, RippleKind, State, Who
from tests.build import make_collaboration, make_observation, make_person, rings_of, token

OCTOBER, NOVEMBER, DECEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (10, 11, 12))
WEEK = timedelta(days=7)


def logged_at(session: Session, observation_id: str, at: datetime) -> None:
    seen = tables.Observation
    session.execute(update(seen).where(seen.id == observation_id).values(created_at=at, updated_at=at))


def unexpected(session: Session, who: Who, ring: str) -> int:
    themes = next(one for one in rings_of(session, who) if one.name == ring).themes
    return next(place for place, theme in enumerate(themes) if theme.unexpected)


def test_what_asks_for_an_eye_is_counted_by_question(session: Session) -> None:
    who = make_collaboration(session)
    first, second = make_observation(session, who), make_observation(session, who)
    make_observation(session, who, state=State.DISPUTED)
    make_observation(session, who, state=State.WITHDRAWN)
    make_observation(session, who, theme=unexpected(session, who, "Docenten"), state=State.CONFIRMED)
    links.add_ripple(
        session, who, second, kind=RippleKind.LEADS_TO, certainty=Certainty.PLAUSIBLE,
        cause_observation_id=first, token=token(),
    )  # fmt: skip
    logged_at(session, first, OCTOBER)
    found = review.count_open_questions(session, who, get_utc_now() - WEEK)
    assert (found.to_judge, found.disputed, found.unexpected, found.unlinked) == (2, 1, 1, 2)
    assert found.oldest_logged_at == OCTOBER
    assert review.count_to_judge(session, who) == 2


def test_a_draft_asks_its_own_writer_alone_and_only_after_a_while(session: Session) -> None:
    who = make_collaboration(session)
    old, _ = (make_observation(session, who, state=State.DRAFT) for _ in range(2))
    logged_at(session, old, OCTOBER)
    colleague = make_person(session, who.collaboration_id)
    assert review.count_open_questions(session, who, get_utc_now() - WEEK).drafts == 1
    assert review.count_open_questions(session, colleague, get_utc_now() - WEEK).drafts == 0


def test_what_lies_in_the_bin_asks_nothing(session: Session) -> None:
    who = make_collaboration(session)
    made = make_observation(session, who)
    the_bin.move_to_bin(session, who, made, version=1)
    found = review.count_open_questions(session, who, get_utc_now())
    assert (found.to_judge, found.oldest_logged_at, found.unlinked) == (0, None, 0)
    assert review.list_logged_counts(session, who, OCTOBER, DECEMBER) == ()


def test_silence_is_told_per_organisation_and_ring_with_the_last_time(session: Session) -> None:
    who = make_collaboration(session)
    school = collaborations.list_organisations(session, who)[0].id
    rings = {ring.name: ring.id for ring in rings_of(session, who)}
    days = (OCTOBER, NOVEMBER - timedelta(seconds=1), NOVEMBER, DECEMBER)
    for at in days:
        logged_at(session, make_observation(session, who, organisation_id=school), at)
    logged_at(session, make_observation(session, who, ring="Scholen"), OCTOBER)
    logged_at(session, make_observation(session, who, ring="Scholen", state=State.DRAFT), NOVEMBER)
    assert set(review.list_logged_counts(session, who, NOVEMBER, DECEMBER)) == {
        LoggedCount(school, rings["Docenten"], 1, DECEMBER),
        LoggedCount(None, rings["Scholen"], 0, OCTOBER),
    }


def test_only_who_takes_part_looks_back(session: Session) -> None:
    who = make_collaboration(session)
    records.get_observation(session, who, make_observation(session, who))
    stranger = Who(make_person(session).person_id, who.collaboration_id)
    for ask in (
        lambda: review.count_open_questions(session, stranger, get_utc_now()),
        lambda: review.count_to_judge(session, stranger),
        lambda: review.list_logged_counts(session, stranger, OCTOBER, NOVEMBER),
    ):
        with pytest.raises(NotAllowed):
            ask()
