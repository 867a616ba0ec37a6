"""Logging, reading, changing and judging observations, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import logbook, tables, undo
from db.observations import latest, records
from db.observations.tallies import count_tally_differences, find_month_range, list_tallies
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound
from impact.model import Direction, Evidence, EvidenceKind, Level, Precision, Rung, State, Who
from impact.picture.level_formulas import compute_seen_level
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_person, make_said, rings_of, token


def test_what_was_logged_reads_back_the_same(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        theme = rings_of(session, who)[0].themes[0]
        said = make_said(
            theme.id,
            why="Het laat zien dat ze willen.",
            reached=12,
            evidence=(
                Evidence(EvidenceKind.LINK, "https://example.org/verslag"),
                Evidence(EvidenceKind.QUOTE, "Ik wil!"),
            ),
        )
        made = records.log_observation(session, who, said, TODAY, token=token())
    with open_read_session(engine) as session:
        kept = records.get_observation(session, who, made)
    assert kept.details == said
    assert (kept.state, kept.version, kept.ring_id) == (State.SHARED, 1, theme.ring_id)


def test_the_same_token_logs_once(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        said = make_said(rings_of(session, who)[0].themes[0].id)
    again = token()
    made = set()
    for _ in range(3):
        with open_write_session(engine) as session:
            made.add(records.log_observation(session, who, said, TODAY, token=again))
    with open_read_session(engine) as session:
        assert session.scalar(select(func.count()).select_from(tables.Observation)) == 1
    assert len(made) == 1


def test_no_change_is_kept_at_level_nothing_yet(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = make_observation(session, who, direction=Direction.NO_CHANGE, level=Level.ANCHORED)
        assert records.get_observation(session, who, made).details.level is Level.NOTHING_YET


def test_a_month_is_kept_as_its_first_day(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = make_observation(session, who, seen_on=date(2026, 10, 23), precision=Precision.MONTH)
        assert records.get_observation(session, who, made).details.seen_on == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"what": "  "}, "what", "empty"),
        ({"what": "x" * 281}, "what", "too_long"),
        ({"seen_on": TODAY + timedelta(days=1)}, "seen_on", "future"),
        ({"seen_on": date(26, 1, 1)}, "seen_on", "too_early"),
        ({"reached": -1}, "reached", "out_of_range"),
    ],
)
def test_what_can_not_be_kept_is_named_and_nothing_is_written(
    engine: Engine, fields: dict[str, object], field: str, reason: str
) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
    with pytest.raises(Invalid) as caught, open_write_session(engine) as session:
        make_observation(session, who, **fields)
    assert (caught.value.facts["field"], caught.value.facts["reason"]) == (field, reason)
    with open_read_session(engine) as session:
        assert session.scalar(select(func.count()).select_from(tables.Observation)) == 0
        assert (
            session.scalar(select(func.count()).select_from(tables.UsedToken).where(tables.UsedToken.result == "")) == 0
        )


def test_a_theme_of_another_collaboration_is_not_found(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who, other = make_collaboration(session), make_collaboration(session, name="Elders")
        theirs = make_said(rings_of(session, other)[0].themes[0].id)
        with pytest.raises(NotFound):
            records.log_observation(session, who, theirs, TODAY, token=token())


def test_a_draft_is_its_writers_alone(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        colleague = make_person(session, who.collaboration_id, Role.COORDINATOR)
        draft = make_observation(session, who, state=State.DRAFT)
        assert records.get_observation(session, who, draft).state is State.DRAFT
        with pytest.raises(NotFound):
            records.get_observation(session, colleague, draft)


def test_the_second_of_two_editors_is_shown_what_the_first_wrote(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = make_observation(session, who)
        theme = records.get_observation(session, who, made).details.theme_id
        records.change_observation(session, who, made, make_said(theme, what="De eerste was hier."), TODAY, version=1)
        with pytest.raises(ChangedMeanwhile) as caught:
            records.change_observation(session, who, made, make_said(theme, what="De tweede ook."), TODAY, version=1)
    assert caught.value.facts["now"].details.what == "De eerste was hier."  # type: ignore[attr-defined]


def test_a_change_can_be_taken_back_and_history_tells_both(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = make_observation(session, who)
        before = records.get_observation(session, who, made).details
        changed = make_said(before.theme_id, what="Anders.", level=Level.ANCHORED, seen_on=date(2026, 9, 3))
        records.change_observation(session, who, made, changed, TODAY, version=1)
        undo.undo_last_change(session, who, made, version=2)
        assert records.get_observation(session, who, made).details == before
        told = records.list_observation_changes(session, who, made)
        assert [one.after.get("what") for one in told] == [before.what, "Anders."]
        assert count_tally_differences(session, who.collaboration_id) == 0


def test_tallies_follow_every_change(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        first = make_observation(session, who, level=Level.ANCHORED, rung=Rung.DOCUMENT)
        make_observation(session, who, level=Level.FIRST_SIGNS, rung=Rung.SEEN_MYSELF, direction=Direction.NEGATIVE)
        assert compute_seen_level(list_tallies(session, who)) == pytest.approx((4 * 4 - 2 * 1) / 6)
        records.judge_observation(session, who, first, State.WITHDRAWN, version=1, reason=REASON)
        counting = [one for one in list_tallies(session, who) if one.state is not State.WITHDRAWN]
        assert compute_seen_level(counting) == -1
        assert count_tally_differences(session, who.collaboration_id) == 0


def test_undo_right_after_logging_really_deletes(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = make_observation(session, who, evidence=(Evidence(EvidenceKind.QUOTE, "Kijk!"),))
        said = records.undo_logging(session, who, made)
        assert said.evidence == (Evidence(EvidenceKind.QUOTE, "Kijk!"),)
        assert session.scalar(select(func.count()).select_from(tables.Evidence)) == 0
        assert list_tallies(session, who) == ()
        with pytest.raises(NotFound):
            records.get_observation(session, who, made)


def put_in(session: Session, who: Who, made: str, state: State) -> None:
    records.judge_observation(session, who, made, state, version=1, reason=REASON)


ACTS = {
    "log": lambda session, who, made: make_observation(session, who),
    "confirm": lambda session, who, made: records.judge_observation(
        session, who, made, State.CONFIRMED, version=1, reason=REASON
    ),
    "withdraw": lambda session, who, made: records.judge_observation(
        session, who, made, State.WITHDRAWN, version=1, reason=REASON
    ),
    "change": lambda session, who, made: records.change_observation(
        session, who, made, records.get_observation(session, who, made).details, TODAY, version=1
    ),
    "read": lambda session, who, made: records.get_observation(session, who, made),
}
ALLOWED = {
    Role.VIEWER: {"read"},
    Role.MEMBER: {"read", "log"},
    Role.COORDINATOR: set(ACTS),
    Role.ADMINISTRATOR: set(ACTS),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("own", [True, False])
def test_everybody_may_do_what_their_role_says_and_nothing_elsewhere(
    engine: Engine, role: Role, act: str, own: bool
) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        other = make_collaboration(session, name="Elders")
        made = make_observation(session, who)
        person = make_person(session, (who if own else other).collaboration_id, role)
        asks = Who(person.person_id, who.collaboration_id)
        if own and act in ALLOWED[role]:
            ACTS[act](session, asks, made)
        else:
            with pytest.raises((NotAllowed, NotFound)):
                ACTS[act](session, asks, made)


def test_newest_stays_within_the_window_and_the_limit(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        for month in range(1, 8):
            make_observation(session, who, what=f"In maand {month}.", seen_on=date(2026, month, 5))
        theme = next(ring for ring in rings_of(session, who) if ring.name == "Docenten").themes[0]
        found = latest.list_newest(session, who, [theme.id], date(2026, 2, 28), date(2026, 5, 31), 2)
    assert [one.details.what for one in found[theme.id]] == ["In maand 5.", "In maand 4."]


def test_last_logged_and_logged_since_tell_what_is_new(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        before = datetime.now(UTC) - timedelta(seconds=5)
        make_observation(session, who)
        make_observation(session, who, state=State.DRAFT, ring="Scholen")
        logged = latest.list_last_logged(session, who)
        names = {ring.id: ring.name for ring in rings_of(session, who)}
        assert {names[ring] for ring, at in logged.items() if at} == {"Docenten"}
        count, news = latest.list_logged_since(session, who, before)
        assert (count, len(news)) == (1, 1)


def test_earlier_finds_by_words_and_takes_signs_as_they_are(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        make_observation(session, who, what="Het rooster is voor 100% gedeeld.", seen_on=date(2026, 3, 1))
        make_observation(session, who, what="De lessen zijn 100 keer bekeken.", seen_on=date(2026, 3, 2))
        assert len(logbook.search_earlier(session, who, "100% rooster", TODAY)) == 1
        assert len(logbook.search_earlier(session, who, "LESSEN", TODAY)) == 1
        assert logbook.search_earlier(session, who, "lessen", date(2026, 3, 1)) == ()


def test_what_was_shared_never_becomes_a_draft_again(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        writer = make_person(session, who.collaboration_id, Role.MEMBER)
        made = make_observation(session, writer, state=State.DRAFT)
        records.judge_observation(session, writer, made, State.SHARED, version=1)
        with pytest.raises(NotAllowed):
            records.judge_observation(session, who, made, State.DRAFT, version=2)
        with pytest.raises(NotAllowed):
            undo.undo_last_change(session, who, made, version=2)


def test_a_writer_does_not_lift_the_judgement_of_others(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        writer = make_person(session, who.collaboration_id, Role.MEMBER)
        made = make_observation(session, writer)
        records.judge_observation(session, who, made, State.DISPUTED, version=1, reason=REASON)
        with pytest.raises(NotAllowed):
            records.judge_observation(session, writer, made, State.SHARED, version=2)


def test_an_id_that_is_none_is_not_found(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
    with pytest.raises(NotFound), open_read_session(engine) as session:
        records.get_observation(session, who, "' OR 1=1 --")


def test_drafts_and_what_was_withdrawn_do_not_stretch_the_months(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        make_observation(session, who, seen_on=date(2019, 1, 5), state=State.DRAFT)
        make_observation(session, who, seen_on=date(2018, 1, 5), state=State.WITHDRAWN)
        assert find_month_range(list_tallies(session, who)) is None
        make_observation(session, who, seen_on=date(2026, 3, 5))
        make_observation(session, who, seen_on=date(2026, 5, 5), state=State.DISPUTED)
        assert find_month_range(list_tallies(session, who)) == (date(2026, 3, 1), date(2026, 5, 1))
