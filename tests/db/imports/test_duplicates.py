"""What of a file is here already: the same sentence with the same finding, as it is or as it once was."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from db import logbook
from db.imports import duplicates, exchange
from db.observation_filter import ObservationFilter
from db.observations import records, witness
from impact.importing.plan.file_reader import read_own_file
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.model import Agreement, Intended, Level, Who
from tests.build import TODAY, make_collaboration, token

HEAD = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs;organisatie"
FIRST = "2026-03-12;Docenten;;Docenten delen lessen.;positief;1;2;ROC Noord"
ODD = Path(__file__).parents[2] / "data" / "odd" / "same-sentence-two-schools.csv"


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def sheet(*rows: str) -> ParsedSheet:
    return read_own_file("\n".join((HEAD, *rows)).encode(), TODAY)


def take_in(session: Session, who: Who, *rows: str) -> list[str]:
    batch = exchange.import_sheet(session, who, sheet(*rows), "lijst.csv", token=token())
    return list(logbook.list_observation_ids(session, who, ObservationFilter(batch_id=batch)))


def there(session: Session, who: Who, *rows: str) -> list[int]:
    """Which of these rows stand here already, counted from 1."""
    return sorted(line - 1 for line in duplicates.find_stored_duplicates(session, who, sheet(*rows).rows))


def test_the_other_school_of_an_opposite_finding_comes_in_beside_the_first(session: Session, who: Who) -> None:
    lines = ODD.read_text().replace("When,", "When,Desired impact,").replace("2026-03-12,", "2026-03-12,,").splitlines()
    found = [read_own_file("\n".join((lines[0], line)).encode(), TODAY) for line in lines[1:]]
    first = found[0].rows[0]
    exchange.import_sheet(session, who, found[0], "noord.csv", token=token())
    assert duplicates.find_stored_duplicates(session, who, found[0].rows) == {first.line}
    assert duplicates.find_stored_duplicates(session, who, found[1].rows) == frozenset()


def test_organisation_direction_level_and_evidence_tell_findings_apart(session: Session, who: Who) -> None:
    take_in(session, who, FIRST)
    others = (
        FIRST.replace("Noord", "Zuid"),
        FIRST.replace("positief", "negatief"),
        FIRST.replace(";1;2;", ";3;2;"),
        FIRST.replace(";1;2;", ";1;4;"),
        FIRST.replace("ROC Noord", ""),
    )
    again = (FIRST, FIRST.replace("ROC Noord", "roc noord"), FIRST.replace(";1;2;", ";nog te bepalen;2;"))
    assert there(session, who, *others, *again) == [6, 7, 8]


def test_a_file_imported_twice_is_a_duplicate_whatever_was_changed(session: Session, who: Who) -> None:
    waiting = FIRST.replace(";1;2;", ";nog te bepalen;2;")
    (made,) = take_in(session, who, waiting)
    records.settle_level(session, who, made, Level.SEVERAL_PLACES, TODAY, version=1)
    asked = witness.create_witness_link(session, who, made, "Praktijkbegeleider", TODAY, TODAY, token=token())
    witness.save_witness_answer(session, asked.secret, Agreement.AGREES, "", Intended.UNKNOWN, TODAY)
    settled = FIRST.replace(";1;2;", ";2;2;")
    confirmed = FIRST.replace(";1;2;", ";2;5;")
    assert there(session, who, waiting, settled, confirmed) == [1, 2, 3]
    assert there(session, who, FIRST.replace(";1;2;", ";4;5;"), FIRST.replace(";1;2;", ";4;2;")) == []
