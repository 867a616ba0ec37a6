"""Ripples: who may link what to what, and what the discs, the panel and the chains read back, on both databases."""

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from db import collaborations, observations, people, ripples, tables
from db.session import reading, writing
from impact.access import Act, Role, may
from impact.chains import orders, strongest_chain
from impact.disc_feed import RippleCount
from impact.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound
from impact.model import Certainty, Precision, RippleKind, Rung, State, Who
from tests.build import make_collaboration, make_observation, make_person, rings_of, token

EARLY, LATE = date(2026, 3, 10), date(2026, 9, 20)


def join(session: Session, who: Who, effect: str, cause: str | None = None, **fields: object) -> str:
    plain: dict[str, object] = {"kind": RippleKind.LEADS_TO, "certainty": Certainty.PLAUSIBLE, "token": token()}
    return ripples.link(session, who, effect, cause_observation_id=cause, **plain | fields)  # type: ignore[arg-type]


def two(session: Session, who: Who, **later: object) -> tuple[str, str]:
    """An observation among teachers, and one among pupils that was seen later."""
    cause = make_observation(session, who, "Docenten", seen_on=EARLY)
    return cause, make_observation(session, who, "Leerlingen en studenten", **{"seen_on": LATE} | later)  # type: ignore[arg-type]


def stone(session: Session, who: Who) -> str:
    return collaborations.add_named(session, who, tables.Activity, "Docentstages")


def kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(tables.Ripple)) or 0


def theme_of(session: Session, who: Who, ring: str, place: int = 0) -> str:
    return next(one for one in rings_of(session, who) if one.name == ring).themes[place].id


def test_a_ripple_reads_back_as_it_was_linked(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    made = join(session, who, effect, cause, kind=RippleKind.HINDERS, why="  Dat zeiden ze zelf. ")
    (found,) = ripples.ripples(session, who)
    assert (found.id, found.cause_observation_id, found.effect_id) == (made, cause, effect)
    assert (found.kind, found.certainty, found.why) == (RippleKind.HINDERS, Certainty.PLAUSIBLE, "Dat zeiden ze zelf.")
    assert (found.cause_activity_id, found.version) == (None, 1)


def test_an_activity_may_be_the_cause(session: Session) -> None:
    who = make_collaboration(session)
    _, effect = two(session, who)
    made = join(session, who, effect, cause_activity_id=stone(session, who))
    assert [(one.id, one.cause_observation_id) for one in ripples.ripples(session, who)] == [(made, None)]


def test_every_link_makes_the_caches_stale(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    versions = [collaborations.get(session, who).data_version]
    made = join(session, who, effect, cause)
    session.expire_all()
    versions.append(collaborations.get(session, who).data_version)
    ripples.relink(session, who, made, kind=RippleKind.HINDERS, certainty=Certainty.SUSPECTED, why="", version=1)
    session.expire_all()
    versions.append(collaborations.get(session, who).data_version)
    ripples.unlink(session, who, made)
    session.expire_all()
    versions.append(collaborations.get(session, who).data_version)
    assert [after - before for before, after in pairwise(versions)] == [1, 1, 1]


def test_a_double_click_links_once(engine: Engine) -> None:
    with writing(engine) as session:
        who = make_collaboration(session)
        cause, effect = two(session, who)
    again, made = token(), set()
    for _ in range(2):
        with writing(engine) as session:
            made.add(join(session, who, effect, cause, token=again))
    with reading(engine) as session:
        assert (len(made), kept(session)) == (1, 1)


@pytest.mark.parametrize("from_stone", [False, True])
def test_the_same_link_is_made_only_once(session: Session, from_stone: bool) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    ends = {"cause_activity_id": stone(session, who)} if from_stone else {"cause": cause}
    join(session, who, effect, **ends)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="linked"):
        join(session, who, effect, kind=RippleKind.HINDERS, **ends)  # type: ignore[arg-type]
    assert kept(session) == 1


def test_two_who_link_the_same_at_once_make_one_ripple(engine: Engine) -> None:
    with writing(engine) as session:
        who = make_collaboration(session)
        cause, effect = two(session, who)

    def first(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("INSERT INTO ripple"):
            event.remove(engine, "before_cursor_execute", first)
            with Session(engine) as other:  # gets in between the look and the writing
                other.add(tables.Ripple(**row))
                other.commit()

    row = {"collaboration_id": who.collaboration_id, "effect_id": effect, "cause_observation_id": cause}
    row |= {"kind": RippleKind.LEADS_TO, "certainty": Certainty.PLAUSIBLE}
    if engine.dialect.name == "postgresql":  # SQLite lets one write at a time
        event.listen(engine, "before_cursor_execute", first)
    with writing(engine) as session:
        if engine.dialect.name == "sqlite":
            session.add(tables.Ripple(**row))
            session.flush()
        with pytest.raises(Invalid, match="linked"), session.begin_nested():
            join(session, who, effect, cause)
    with reading(engine) as session:
        assert kept(session) == 1


def test_nothing_leads_to_itself(session: Session) -> None:
    who = make_collaboration(session)
    _, effect = two(session, who)
    with pytest.raises(Invalid, match="itself"):
        join(session, who, effect, effect)


def test_exactly_one_cause_is_asked_for(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    for ends in ({}, {"cause": cause, "cause_activity_id": stone(session, who)}):
        with pytest.raises(Invalid, match="cause"):
            join(session, who, effect, **ends)  # type: ignore[arg-type]
    assert kept(session) == 0


def test_a_cause_is_not_seen_later_than_its_effect(session: Session) -> None:
    who = make_collaboration(session)
    early, late = two(session, who)
    with pytest.raises(Invalid, match="later_than_effect"):
        join(session, who, early, late)
    same_day = make_observation(session, who, seen_on=LATE)
    assert join(session, who, late, same_day)


def test_an_effect_known_by_its_month_may_have_a_cause_in_that_month(session: Session) -> None:
    who = make_collaboration(session)
    month = make_observation(session, who, seen_on=LATE, precision=Precision.MONTH)
    last = make_observation(session, who, seen_on=date(2026, 9, 30))
    after = make_observation(session, who, seen_on=date(2026, 10, 1))
    assert join(session, who, month, last)
    with pytest.raises(Invalid, match="later_than_effect"):
        join(session, who, month, after)


def test_a_why_that_is_too_long_is_refused(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    with pytest.raises(Invalid, match="too_long"):
        join(session, who, effect, cause, why="a" * 2001)


@pytest.mark.parametrize("act", ["link", "relink", "unlink"])
@pytest.mark.parametrize("role", list(Role))
def test_who_may_log_may_link_and_only_the_maker_or_a_judge_may_change_it(
    session: Session, role: Role, act: str
) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    somebody = make_person(session, who.collaboration_id, role)
    made = join(session, who, effect, cause) if act != "link" else ""
    how = {"kind": RippleKind.HINDERS, "certainty": Certainty.SUSPECTED}
    acts = {
        "link": lambda: join(session, somebody, effect, cause),
        "relink": lambda: ripples.relink(session, somebody, made, **how, why="", version=1),  # type: ignore[arg-type]
        "unlink": lambda: ripples.unlink(session, somebody, made),
    }
    if may(role, Act.LOG if act == "link" else Act.JUDGE):
        acts[act]()
        assert kept(session) == (0 if act == "unlink" else 1)
    else:
        with pytest.raises(NotAllowed):
            acts[act]()


def test_a_member_may_take_an_own_ripple_away(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    member = make_person(session, who.collaboration_id, Role.MEMBER)
    ripples.unlink(session, member, join(session, member, effect, cause))
    assert kept(session) == 0


def test_a_stranger_sees_and_changes_nothing(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    made = join(session, who, effect, cause)
    stranger = Who(make_collaboration(session, name="Andere route").person_id, who.collaboration_id)
    for ask in (
        lambda: ripples.ripples(session, stranger),
        lambda: ripples.nodes(session, stranger),
        lambda: ripples.counts(session, stranger),
        lambda: ripples.around(session, stranger, effect),
        lambda: ripples.between(session, stranger, [], None, LATE),
        lambda: ripples.unlink(session, stranger, made),
        lambda: join(session, stranger, effect, cause),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_nothing_of_another_collaboration_can_be_linked_or_reached(session: Session) -> None:
    who, other = make_collaboration(session), make_collaboration(session, name="Andere route")
    cause, effect = two(session, who)
    their_cause, their_effect = two(session, other)
    their_stone, theirs = stone(session, other), join(session, other, their_effect, their_cause)
    for ends in ((their_effect, cause), (effect, their_cause)):
        with pytest.raises(NotFound):
            join(session, who, *ends)
    with pytest.raises(NotFound):
        join(session, who, effect, cause_activity_id=their_stone)
    with pytest.raises(NotFound):
        ripples.unlink(session, who, theirs)
    assert (ripples.ripples(session, who), ripples.nodes(session, who), ripples.counts(session, who)) == ((), {}, ())
    assert ripples.around(session, who, their_effect) == ((), ())


def test_a_draft_of_somebody_else_cannot_be_linked(session: Session) -> None:
    who = make_collaboration(session)
    member = make_person(session, who.collaboration_id)
    draft = make_observation(session, member, state=State.DRAFT, seen_on=EARLY)
    _, effect = two(session, who)
    with pytest.raises(NotFound):
        join(session, who, effect, draft)
    assert join(session, member, effect, draft)
    assert ripples.ripples(session, who) == ()
    assert ripples.around(session, who, effect) == ((), ())


def test_changing_a_ripple_asks_for_the_version_that_was_read(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    made = join(session, who, effect, cause)
    how = {"kind": RippleKind.MAKES_POSSIBLE, "certainty": Certainty.SUBSTANTIATED}
    ripples.relink(session, who, made, **how, why="Uit de enquête.", version=1)  # type: ignore[arg-type]
    with pytest.raises(ChangedMeanwhile) as refused:
        ripples.relink(session, who, made, **how, why="Iets anders.", version=1)  # type: ignore[arg-type]
    (found,) = ripples.ripples(session, who)
    assert refused.value.facts["now"] == found
    assert (found.kind, found.certainty, found.why, found.version) == (*how.values(), "Uit de enquête.", 2)


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
@pytest.mark.parametrize("end", [0, 1])
def test_a_ripple_counts_only_while_both_ends_do(session: Session, state: State, end: int) -> None:
    who = make_collaboration(session)
    ends = two(session, who)
    join(session, who, ends[1], ends[0])
    observations.judge(session, who, ends[end], state, version=1)
    everything = [one.id for ring in rings_of(session, who) for one in ring.themes]
    assert ripples.ripples(session, who) == ()
    assert ripples.nodes(session, who) == {}
    assert ripples.counts(session, who) == ()
    assert ripples.between(session, who, everything, None, LATE) == ()
    observations.judge(session, who, ends[end], State.DISPUTED, version=2)
    assert len(ripples.ripples(session, who)) == len(ripples.counts(session, who)) == 1


def test_counts_add_up_per_theme_kind_and_month_of_the_effect(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    same_month = make_observation(session, who, "Leerlingen en studenten", seen_on=date(2026, 9, 1))
    next_month = make_observation(session, who, "Leerlingen en studenten", seen_on=date(2026, 10, 1))
    for one in (effect, same_month, next_month):
        join(session, who, one, cause)
    join(session, who, next_month, same_month, kind=RippleKind.HINDERS)
    join(session, who, effect, cause_activity_id=stone(session, who))
    teachers, pupils = theme_of(session, who, "Docenten"), theme_of(session, who, "Leerlingen en studenten")
    assert set(ripples.counts(session, who)) == {
        RippleCount(teachers, pupils, RippleKind.LEADS_TO, date(2026, 9, 1), 2),
        RippleCount(teachers, pupils, RippleKind.LEADS_TO, date(2026, 10, 1), 1),
        RippleCount(pupils, pupils, RippleKind.HINDERS, date(2026, 10, 1), 1),
    }


def test_counts_follow_the_filters_at_both_ends(session: Session) -> None:
    who = make_collaboration(session)
    school, college = (one.id for one in collaborations.organisations(session, who))
    cause = make_observation(session, who, seen_on=EARLY, organisation_id=school, state=State.CONFIRMED)
    ours = make_observation(session, who, "Scholen", organisation_id=school, state=State.CONFIRMED)
    theirs = make_observation(session, who, "Scholen", organisation_id=college)
    for effect in (ours, theirs):
        join(session, who, effect, cause)
    assert [one.n for one in ripples.counts(session, who)] == [2]
    assert [one.n for one in ripples.counts(session, who, organisation_id=school)] == [1]
    assert ripples.counts(session, who, organisation_id=college) == ()
    assert [one.n for one in ripples.counts(session, who, confirmed_only=True)] == [1]


def test_between_tells_both_sentences_of_the_window_newest_first(session: Session) -> None:
    who = make_collaboration(session)
    cause = make_observation(session, who, what="Docenten bezoeken elkaars les.", seen_on=EARLY)
    old, new, newer = (
        make_observation(session, who, "Scholen", what=f"Scholen stemmen af, keer {n}.", seen_on=date(2026, 6 + n, 1))
        for n in range(3)
    )
    for effect in (new, old, newer):
        join(session, who, effect, cause)
    asked = [theme_of(session, who, "Docenten"), theme_of(session, who, "Scholen")]
    told = ripples.between(session, who, asked, date(2026, 6, 1), date(2026, 8, 1))
    assert [(one.cause, one.effect) for one in told] == [
        ("Docenten bezoeken elkaars les.", "Scholen stemmen af, keer 2."),
        ("Docenten bezoeken elkaars les.", "Scholen stemmen af, keer 1."),
    ]
    assert {(one.from_theme, one.to_theme) for one in told} == {tuple(asked)}
    assert len(ripples.between(session, who, asked, None, date(2026, 8, 1))) == 3
    assert ripples.between(session, who, asked[:1], None, date(2026, 8, 1)) == ()


def test_around_one_observation_stand_its_causes_and_its_effects(session: Session) -> None:
    who = make_collaboration(session)
    cause, middle = two(session, who)
    effect = make_observation(session, who, "Curriculum", what="De leerlijn is herschreven.", seen_on=LATE)
    join(session, who, middle, cause)
    join(session, who, middle, cause_activity_id=stone(session, who))
    join(session, who, effect, middle)
    causes, effects = ripples.around(session, who, middle)
    before = observations.get(session, who, cause).said.what
    assert [(one.cause, one.from_theme is None) for one in causes] == [(before, False), ("Docentstages", True)]
    assert [one.effect for one in effects] == ["De leerlijn is herschreven."]


def test_nodes_are_only_what_is_linked_to_another_observation(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who, rung=Rung.DOCUMENT)
    alone = make_observation(session, who)
    join(session, who, effect, cause)
    join(session, who, alone, cause_activity_id=stone(session, who))
    found = ripples.nodes(session, who)
    pupils = rings_of(session, who)[0]
    assert set(found) == {cause, effect}
    assert (found[effect].ring_id, found[effect].theme_id) == (pupils.id, pupils.themes[0].id)
    assert (found[effect].rung, found[effect].seen_on, found[effect].id) == (Rung.DOCUMENT, LATE, effect)


def test_order_and_strongest_chain_follow_from_what_is_kept_even_in_a_loop(session: Session) -> None:
    who = make_collaboration(session)
    first, second, third = (
        make_observation(session, who, ring, seen_on=LATE) for ring in ("Docenten", "Scholen", "Curriculum")
    )
    join(session, who, first, cause_activity_id=stone(session, who))
    for cause, effect in ((first, second), (second, third), (third, first)):
        join(session, who, effect, cause)
    kept_ones = ripples.ripples(session, who)
    assert orders(kept_ones) == {first: 1, second: 2, third: 3}
    chain = strongest_chain(ripples.nodes(session, who), kept_ones)
    assert chain is not None
    assert len(chain.nodes) == 3


def test_ripples_go_with_the_observation_and_the_activity_they_hang_on(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    join(session, who, effect, cause)
    join(session, who, effect, cause_activity_id=stone(session, who))
    observations.unlog(session, who, cause)
    assert [one.cause_observation_id for one in ripples.ripples(session, who)] == [None]
    observations.unlog(session, who, effect)
    assert kept(session) == 0


def test_the_number_of_statements_does_not_follow_the_number_of_ripples(engine: Engine) -> None:
    with writing(engine) as session:
        who = make_collaboration(session)
        cause, effect = two(session, who)
        join(session, who, effect, cause)
        everything = [one.id for ring in rings_of(session, who) for one in ring.themes]

    def statements() -> int:
        asked: list[str] = []

        def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        with reading(engine) as session:
            for read in (ripples.ripples, ripples.nodes, ripples.counts):
                assert read(session, who)
            assert ripples.between(session, who, everything, None, LATE)
            assert ripples.around(session, who, effect)[0]
        event.remove(engine, "before_cursor_execute", count)
        return len(asked)

    few = statements()
    with writing(engine) as session:
        for _ in range(20):
            join(session, who, effect, make_observation(session, who, seen_on=EARLY))
    assert statements() == few


def test_a_person_who_left_no_longer_links(session: Session) -> None:
    who = make_collaboration(session)
    cause, effect = two(session, who)
    outsider = Who(people.arrive(session, "Iemand", Role.COORDINATOR), who.collaboration_id)
    with pytest.raises(NotAllowed):
        join(session, outsider, effect, cause)
    assert kept(session) == 0
