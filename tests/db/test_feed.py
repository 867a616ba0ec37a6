"""Links for programs: who makes and revokes them, what they give and never give, and that a wrong one gives nothing."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from db import collaborations, feed, tables
from db.feed import DEFAULT_FILTER
from db.observation_filter import ObservationFilter
from db.once import CreatedSecret
from impact.access import Act, Role, may
from impact.errors import Invalid, NotAllowed, NotFound
from impact.model import COUNTING_STATES, Direction, Observation, Rung, State, Who
from tests.build import TODAY, make_collaboration, make_observation, make_person, rings_of, token


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def make(
    session: Session, who: Who, wanted: ObservationFilter = DEFAULT_FILTER, until: date | None = None, label: str = "BI"
) -> CreatedSecret:
    return feed.create_feed(session, who, label, wanted, until, "nl", TODAY, token=token())


def read(session: Session, secret: str, limit: int = 2) -> list[Observation]:
    return list(all_of(session, feed.open_feed(session, secret, TODAY), limit))


def all_of(session: Session, opened: feed.OpenedFeed, limit: int) -> Iterator[Observation]:
    last = None
    while some := feed.read_feed_piece(session, opened, last, limit):
        yield from some
        last = some[-1]


def sentences(session: Session, secret: str) -> list[str]:
    return [one.details.what for one in read(session, secret)]


def test_a_link_gives_what_counts_in_pieces_oldest_first(session: Session, who: Who) -> None:
    days = [date(2026, 3, 1), date(2026, 1, 5), date(2026, 3, 1), date(2025, 12, 31), date(2026, 3, 1)]
    for number, day in enumerate(days):
        make_observation(session, who, what=f"Nummer {number}", seen_on=day)
    secret = make(session, who).secret
    assert sentences(session, secret) == ["Nummer 3", "Nummer 1", "Nummer 0", "Nummer 2", "Nummer 4"]
    assert [one.id for one in read(session, secret, 100)] == [one.id for one in read(session, secret, 1)]


def test_drafts_and_the_bin_are_in_no_feed_whatever_the_filter_asks(session: Session, who: Who) -> None:
    for state in State:
        if state is not State.BINNED:
            make_observation(session, who, what=state.value, state=state)
    binned = make_observation(session, who, what="weg")
    session.get_one(tables.Observation, binned).state = State.BINNED
    session.flush()
    assert set(sentences(session, make(session, who).secret)) == {state.value for state in COUNTING_STATES}
    everything = set(sentences(session, make(session, who, ObservationFilter(states=tuple(State))).secret))
    assert everything == set(sentences(session, make(session, who, ObservationFilter()).secret))
    assert everything == {"shared", "confirmed", "disputed", "withdrawn"}


def test_a_link_gives_what_was_filtered_and_what_is_added_to_that_later(session: Session, who: Who) -> None:
    ring = next(one for one in rings_of(session, who) if one.name == "Docenten")
    secret = make(
        session, who, ObservationFilter(ring_id=ring.id, directions=(Direction.NEGATIVE,), text="rooster")
    ).secret
    make_observation(session, who, what="Het rooster liep vast.", direction=Direction.NEGATIVE)
    make_observation(session, who, what="Het rooster klopt.")
    make_observation(session, who, "Scholen", what="Het rooster van school.", direction=Direction.NEGATIVE)
    assert sentences(session, secret) == ["Het rooster liep vast."]


def test_a_filter_is_kept_as_it_was(session: Session, who: Who) -> None:
    ring = rings_of(session, who)[0]
    wanted = ObservationFilter(
        text="open dag", ring_id=ring.id, theme_id=ring.themes[0].id, directions=(Direction.MIXED, Direction.NO_CHANGE),
        states=(State.CONFIRMED,), least_rung=Rung.DOCUMENT, organisation_id=ring.id, activity_id=ring.id,
        since=date(2026, 1, 1), until=date(2026, 6, 30), batch_id=ring.id, without_ripple=True, without_theme=True,
        unsettled=True,
    )  # fmt: skip
    untold = {name for name, value in asdict(wanted).items() if value == asdict(ObservationFilter())[name]}
    assert untold == {"mine", "writer_id"}, "a link cannot filter on these"
    make(session, who, wanted)
    assert feed.list_feeds(session, who)[0].observation_filter == wanted


@pytest.mark.parametrize("wanted", [ObservationFilter(mine=True), ObservationFilter(writer_id="somebody")])
def test_a_link_cannot_filter_on_who_wrote(session: Session, who: Who, wanted: ObservationFilter) -> None:
    with pytest.raises(Invalid) as refused:
        make(session, who, wanted)
    assert refused.value.facts["reason"] == "by_writer"


def test_only_the_hash_of_a_secret_is_kept(session: Session, who: Who) -> None:
    made = make(session, who)
    (row,) = session.scalars(select(tables.Feed))
    assert len(made.secret) >= 43
    assert row.secret_hash == sha256(made.secret.encode()).hexdigest()
    assert made.secret not in repr(vars(row))


def test_the_same_token_makes_one_link_and_tells_its_secret_once(session: Session, who: Who) -> None:
    first, second = (
        feed.create_feed(session, who, "BI", DEFAULT_FILTER, None, "nl", TODAY, token="same token") for _ in range(2)
    )
    assert (second.id, second.secret) == (first.id, "")
    assert session.scalar(select(func.count()).select_from(tables.Feed)) == 1


@pytest.mark.parametrize("secret", ["", "x", "x" * 10_000, "é\udcff", "' OR 1=1 --"])
def test_a_wrong_secret_opens_nothing(session: Session, who: Who, secret: str) -> None:
    make(session, who)
    with pytest.raises(NotFound):
        feed.open_feed(session, secret, TODAY)


def test_a_link_ends_after_its_day_and_at_once_when_it_is_revoked(session: Session, who: Who) -> None:
    made = make(session, who, until=TODAY)
    assert feed.open_feed(session, made.secret, TODAY).id == made.id
    with pytest.raises(NotFound):
        feed.open_feed(session, made.secret, TODAY + timedelta(days=1))
    feed.revoke_feed(session, who, made.id)
    feed.revoke_feed(session, who, made.id)
    with pytest.raises(NotFound):
        feed.open_feed(session, made.secret, TODAY)
    assert (feed.list_feeds(session, who)[0].is_revoked, feed.list_feeds(session, who)[0].is_open(TODAY)) == (
        True,
        False,
    )


def test_a_past_day_no_label_or_too_many_links_are_refused(session: Session, who: Who) -> None:
    for fields, reason in (({"until": TODAY - timedelta(days=1)}, "until_past"), ({"label": " "}, "empty")):
        with pytest.raises(Invalid) as refused:
            make(session, who, **fields)  # type: ignore[arg-type]
        assert refused.value.facts["reason"] == reason
    for _ in range(feed.MAX_OPEN_FEEDS):
        last = make(session, who)
    with pytest.raises(Invalid) as refused:
        make(session, who)
    assert refused.value.facts["reason"] == "too_many_feeds"
    feed.revoke_feed(session, who, last.id)
    assert make(session, who).secret


def test_using_a_link_leaves_the_day_and_nothing_more(session: Session, who: Who) -> None:
    made = make(session, who)
    before = session.get_one(tables.Feed, made.id).updated_at
    version = collaborations.get_collaboration(session, who).data_version
    feed.record_feed_use(session, made.id, TODAY)
    session.expire_all()
    assert feed.open_feed(session, made.secret, TODAY).was_used_today
    assert feed.list_feeds(session, who)[0].last_used_on == TODAY
    assert session.get_one(tables.Feed, made.id).updated_at == before
    assert collaborations.get_collaboration(session, who).data_version == version


@pytest.mark.parametrize("role", Role)
def test_who_may_manage_makes_sees_and_revokes_links_and_nobody_else(session: Session, who: Who, role: Role) -> None:
    person, made = make_person(session, who.collaboration_id, role), make(session, who)
    for act in (
        lambda: make(session, person),
        lambda: feed.list_feeds(session, person),
        lambda: feed.revoke_feed(session, person, made.id),
    ):
        if may(role, Act.MANAGE):
            act()
        else:
            with pytest.raises(NotAllowed):
                act()


def test_a_link_belongs_to_one_collaboration_and_only_that_may_revoke_it(session: Session, who: Who) -> None:
    other = make_collaboration(session, name="Leerroute Zorg")
    make_observation(session, other, what="Van een ander.")
    made = make(session, who)
    assert read(session, made.secret) == []
    assert feed.list_feeds(session, other) == ()
    with pytest.raises(NotFound):
        feed.revoke_feed(session, other, made.id)
    with pytest.raises(NotAllowed):
        make(session, replace(other, collaboration_id=who.collaboration_id))


def test_a_link_goes_with_its_collaboration(session: Session, who: Who) -> None:
    made = make(session, who)
    collaborations.remove_collaboration(session, who)
    with pytest.raises(NotFound):
        feed.open_feed(session, made.secret, TODAY)


def test_every_wrong_secret_takes_the_same_work(session: Session, who: Who) -> None:
    revoked, ended = make(session, who), make(session, who, until=TODAY)
    feed.revoke_feed(session, who, revoked.id)
    session.flush()
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    for secret in ("", "x" * 5_000, revoked.secret, ended.secret):
        with pytest.raises(NotFound):
            feed.open_feed(session, secret, TODAY + timedelta(days=1))
    assert len(asked) == 4
    assert len(set(asked)) == 1, "one and the same question to the database each time"
