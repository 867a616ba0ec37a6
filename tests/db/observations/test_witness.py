"""Somebody outside is asked by a link: worth something for a while and for one observation, and heard once."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import tables, undo
from db.observations import records, witness
from db.observations import recycle_bin as the_bin
from db.observations.tallies import count_tally_differences
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.errors import Invalid, NotAllowed, NotFound
from impact.model import Agreement, Intended, Level, Rung, State, Who
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_person, token

ROLE, UNTIL = "praktijkbegeleider", TODAY + timedelta(days=28)


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


@pytest.fixture
def made(session: Session, who: Who) -> str:
    return make_observation(session, who, what="Docenten geven samen les.", level=Level.SEVERAL_PLACES)


def ask(session: Session, who: Who, made: str, until: date = UNTIL) -> str:
    return witness.create_witness_link(session, who, made, ROLE, until, TODAY, token=token()).secret


def answer(session: Session, secret: str, said: Agreement = Agreement.AGREES, today: date = TODAY) -> Agreement:
    return witness.save_witness_answer(session, secret, said, "Dat zie ik ook.", Intended.INTENDED, today)


def rung(session: Session, who: Who, made: str) -> Rung:
    return records.get_observation(session, who, made).details.rung


def test_the_question_tells_what_is_needed_and_no_more(session: Session, who: Who, made: str) -> None:
    asked = witness.get_witness_question(session, ask(session, who, made), TODAY)
    assert (asked.collaboration_name, asked.what, asked.ring_name, asked.theme_label) == (
        "Leerroute Techniek", "Docenten geven samen les.", "Docenten", "Samen ontwikkelen",
    )  # fmt: skip
    assert (asked.asked_of, asked.until, asked.level, asked.agreement) == (ROLE, UNTIL, Level.SEVERAL_PLACES, None)
    assert who.person_id not in repr(asked)
    assert made not in repr(asked)


def test_the_secret_itself_is_kept_nowhere(session: Session, who: Who, made: str) -> None:
    secret = ask(session, who, made)
    for table in tables.Base.metadata.sorted_tables:
        assert not [row for row in session.execute(select(table)) if secret in repr(row)]


@pytest.mark.parametrize(
    ("said", "after"),
    [
        (Agreement.AGREES, Rung.CONFIRMED_OUTSIDE),
        (Agreement.PARTLY, Rung.SEEN_MYSELF),
        (Agreement.DISAGREES, Rung.SEEN_MYSELF),
    ],
)
def test_the_evidence_rises_to_5_only_when_they_agree(
    session: Session, who: Who, made: str, said: Agreement, after: Rung
) -> None:
    answer(session, ask(session, who, made), said)
    assert rung(session, who, made) is after
    (heard,) = witness.list_witness_requests(session, who, made)
    assert (heard.agreement, heard.remark, heard.intended) == (said, "Dat zie ik ook.", Intended.INTENDED)
    assert not heard.is_about_earlier_text
    assert count_tally_differences(session, who.collaboration_id) == 0


def test_the_history_tells_that_somebody_outside_lifted_it(session: Session, who: Who, made: str) -> None:
    answer(session, ask(session, who, made))
    (change,) = records.list_observation_changes(session, who, made)
    assert (change.person_name, change.before, change.after, change.reason) == ("", {"rung": 2}, {"rung": 5}, ROLE)


def test_it_can_be_taken_back_like_every_change(session: Session, who: Who, made: str) -> None:
    answer(session, ask(session, who, made))
    undo.undo_last_change(session, who, made, version=2)
    assert rung(session, who, made) is Rung.SEEN_MYSELF


def test_what_stood_at_5_already_stays_and_gets_no_history(session: Session, who: Who) -> None:
    made = make_observation(session, who, rung=Rung.CONFIRMED_OUTSIDE)
    answer(session, ask(session, who, made))
    assert list(records.list_observation_changes(session, who, made)) == []


def test_the_first_answer_stands(session: Session, who: Who, made: str) -> None:
    secret = ask(session, who, made)
    assert answer(session, secret, Agreement.PARTLY) is Agreement.PARTLY
    assert answer(session, secret, Agreement.AGREES) is Agreement.PARTLY
    assert witness.get_witness_question(session, secret, TODAY).agreement is Agreement.PARTLY
    assert rung(session, who, made) is Rung.SEEN_MYSELF


def test_a_link_is_worth_something_up_to_and_including_its_last_day(session: Session, who: Who, made: str) -> None:
    secret = ask(session, who, made, TODAY)
    assert witness.get_witness_question(session, secret, TODAY).until == TODAY
    with pytest.raises(NotFound):
        answer(session, secret, today=TODAY + timedelta(days=1))


@pytest.mark.parametrize("secret", ["", "x", "0" * 43, "' OR 1=1 --", "half \ud83d a sign"])
def test_a_link_that_was_made_up_opens_nothing(session: Session, made: str, secret: str) -> None:
    with pytest.raises(NotFound):
        witness.get_witness_question(session, secret, TODAY)


def test_a_revoked_link_is_worth_nothing(session: Session, who: Who, made: str) -> None:
    secret = ask(session, who, made)
    (one,) = witness.list_witness_requests(session, who, made)
    for _ in range(2):
        witness.revoke_witness_link(session, who, one.id)
    with pytest.raises(NotFound):
        answer(session, secret)
    assert witness.list_witness_requests(session, who, made)[0].is_revoked


def test_an_answer_is_not_revoked(session: Session, who: Who, made: str) -> None:
    answer(session, ask(session, who, made))
    witness.revoke_witness_link(session, who, witness.list_witness_requests(session, who, made)[0].id)
    assert not witness.list_witness_requests(session, who, made)[0].is_revoked


def test_what_is_withdrawn_or_in_the_bin_is_asked_no_more(session: Session, who: Who, made: str) -> None:
    secret = ask(session, who, made)
    the_bin.move_to_bin(session, who, made, version=1)
    with pytest.raises(NotFound):
        witness.get_witness_question(session, secret, TODAY)
    with pytest.raises(NotFound):
        ask(session, who, made)
    with pytest.raises(NotAllowed):
        ask(session, who, make_observation(session, who, state=State.WITHDRAWN))
    with pytest.raises(NotAllowed):
        ask(session, who, make_observation(session, who, state=State.DRAFT))


def test_an_answer_about_an_earlier_text_says_so(session: Session, who: Who, made: str) -> None:
    answer(session, ask(session, who, made), Agreement.PARTLY)
    said = records.get_observation(session, who, made).details
    records.change_observation(session, who, made, replace(said, what="Nu anders."), TODAY, version=1)
    assert witness.list_witness_requests(session, who, made)[0].is_about_earlier_text


@pytest.mark.parametrize("days", [-1, 184])
def test_a_link_lasts_from_today_to_half_a_year(session: Session, who: Who, made: str, days: int) -> None:
    with pytest.raises(Invalid) as refused:
        ask(session, who, made, TODAY + timedelta(days=days))
    assert refused.value.facts["field"] == "until"


def test_ten_links_are_open_at_most_and_a_double_click_makes_one(session: Session, who: Who, made: str) -> None:
    once = token()
    first, again = (witness.create_witness_link(session, who, made, ROLE, UNTIL, TODAY, token=once) for _ in range(2))
    assert (first.id, again.secret) == (again.id, "")
    for _ in range(9):
        ask(session, who, made)
    with pytest.raises(Invalid) as refused:
        ask(session, who, made)
    assert refused.value.facts["reason"] == "too_many_links"


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.MEMBER, False), (Role.COORDINATOR, True)])
def test_its_writer_and_who_may_judge_ask_and_revoke(
    session: Session, who: Who, made: str, role: Role, may: bool
) -> None:
    other = make_person(session, who.collaboration_id, role)
    ask(session, who, made)
    (one,) = witness.list_witness_requests(session, other, made)
    if may:
        assert ask(session, other, made)
        witness.revoke_witness_link(session, other, one.id)
    else:
        with pytest.raises(NotAllowed):
            ask(session, other, made)
        with pytest.raises(NotAllowed):
            witness.revoke_witness_link(session, other, one.id)


def test_a_writer_asks_about_their_own(session: Session, who: Who) -> None:
    writer = make_person(session, who.collaboration_id)
    assert ask(session, writer, make_observation(session, writer))


def test_another_collaboration_asks_sees_and_revokes_nothing(session: Session, who: Who, made: str) -> None:
    ask(session, who, made)
    (one,) = witness.list_witness_requests(session, who, made)
    stranger = make_collaboration(session, name="Andere route")
    assert witness.list_witness_requests(session, stranger, made) == ()
    with pytest.raises(NotFound):
        witness.revoke_witness_link(session, stranger, one.id)
    with pytest.raises(NotFound):
        ask(session, stranger, made)


def test_a_remark_may_be_500_signs(session: Session, who: Who, made: str) -> None:
    with pytest.raises(Invalid):
        witness.save_witness_answer(
            session, ask(session, who, made), Agreement.AGREES, "x" * 501, Intended.UNKNOWN, TODAY
        )


def test_what_is_doubted_asks_for_an_eye_until_somebody_looked(session: Session, who: Who, made: str) -> None:
    answer(session, ask(session, who, made), Agreement.DISAGREES)
    assert list(witness.list_doubted_ids(session, who)) == [made]
    records.judge_observation(session, who, made, State.DISPUTED, version=1, reason=REASON)
    assert list(witness.list_doubted_ids(session, who)) == []


def test_two_answers_at_once_are_one(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        made = make_observation(session, who)
        secret = ask(session, who, made)
    start, heard = Barrier(2), []

    def say(said: Agreement) -> None:
        start.wait()
        with open_write_session(engine) as session:
            heard.append(answer(session, secret, said))

    running = [Thread(target=say, args=(said,)) for said in (Agreement.AGREES, Agreement.DISAGREES)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    assert len(set(heard)) == 1
    with open_read_session(engine) as session:
        lifted = heard[0] is Agreement.AGREES
        assert rung(session, who, made) is (Rung.CONFIRMED_OUTSIDE if lifted else Rung.SEEN_MYSELF)
        assert count_tally_differences(session, who.collaboration_id) == 0
