"""Finding by words: the same on SQLite and on PostgreSQL, in every text, and never by what is gone."""

import pytest
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from db import logbook, tables
from db.example import create_example
from db.observation_filter import ObservationFilter
from db.observations import records, search
from impact.example import build_example
from impact.model import Evidence, EvidenceKind, State, Who
from tests.build import TODAY, make_collaboration, make_observation, make_person, token

LESSONS = "Docenten geven samen lessen in de werkplaats."


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def found(session: Session, who: Who, words: str) -> list[str]:
    return [one.details.what for one in logbook.find_observations(session, who, ObservationFilter(text=words))[0]]


@pytest.mark.parametrize(
    "words", ["les", "LESSEN", "docent", "samen lessen", "werkpl", "de", "lés", "'les'", "les*", "(les)", 'les" "']
)
def test_a_word_finds_its_other_forms_and_its_beginning(session: Session, who: Who, words: str) -> None:
    make_observation(session, who, what=LESSONS)
    make_observation(session, who, what="Ouders komen vaker kijken.")
    assert found(session, who, words) == [LESSONS]


def test_english_words_are_found_too(session: Session, who: Who) -> None:
    make_observation(session, who, what="Teachers are planning lessons together.")
    assert len(found(session, who, "teacher plan lesson")) == 1


def test_all_words_must_occur(session: Session, who: Who) -> None:
    make_observation(session, who, what=LESSONS)
    assert found(session, who, "lessen ouders") == []


@pytest.mark.parametrize("field", ["why", "contribution", "circumstances", "observer_role"])
def test_every_text_is_searched(session: Session, who: Who, field: str) -> None:
    make_observation(session, who, what="Kort.", **{field: "Een zeldzaam kwartetspel."})
    assert found(session, who, "kwartetspellen") == ["Kort."]


def test_evidence_is_searched(session: Session, who: Who) -> None:
    make_observation(session, who, what="Kort.", evidence=(Evidence(EvidenceKind.QUOTE, "Het bruist hier."),))
    assert found(session, who, "bruist") == ["Kort."]


def test_a_question_of_signs_alone_finds_nothing(session: Session, who: Who) -> None:
    make_observation(session, who, what=LESSONS)
    assert found(session, who, "?!") == []


def test_a_changed_text_is_found_by_its_new_words_only(session: Session, who: Who) -> None:
    made = make_observation(session, who, what=LESSONS)
    one = records.get_observation(session, who, made)
    records.change_observation(
        session, who, made, one.details.__class__(**vars(one.details) | {"what": "Nu anders."}), TODAY, version=1
    )
    assert (found(session, who, "lessen"), found(session, who, "anders")) == ([], ["Nu anders."])


def test_what_was_deleted_is_found_no_more(session: Session, who: Who) -> None:
    made = make_observation(session, who, what=LESSONS)
    records.undo_logging(session, who, made)
    search.rebuild_index(session)
    assert found(session, who, "lessen") == []
    assert session.query(tables.SearchEntry).count() == 0


def test_the_drafts_of_others_are_not_found(session: Session, who: Who) -> None:
    other = make_person(session, who.collaboration_id)
    make_observation(session, other, what=LESSONS, state=State.DRAFT)
    assert (found(session, who, "lessen"), found(session, other, "lessen")) == ([], [LESSONS])


def test_the_example_can_be_searched(session: Session) -> None:
    person = make_person(session)
    planted = create_example(session, person.person_id, build_example("nl", TODAY), token=token())
    assert found(session, Who(person.person_id, planted), "leerling")


def test_what_has_no_entry_gets_one(session: Session, who: Who) -> None:
    make_observation(session, who, what=LESSONS)
    session.execute(delete(tables.SearchEntry))
    assert found(session, who, "lessen") == []
    assert (search.index_missing(session), search.index_missing(session)) == (1, 0)
    assert found(session, who, "lessen") == [LESSONS]


def test_the_index_of_sqlite_is_in_step_after_all_that(session: Session, who: Who) -> None:
    for number in range(5):
        made = make_observation(session, who, what=f"Zin {number} over lessen.")
    records.undo_logging(session, who, made)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO found_words(found_words, rank) VALUES ('integrity-check', 1)"))
    assert len(found(session, who, "les")) == 4
