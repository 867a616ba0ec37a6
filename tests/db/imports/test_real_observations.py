"""The 105 real findings: imported, shown on the discs as the method says, and taken out again without a trace.

What the discs must show is worked out here from the file itself, month by month, with the formula of the method and
without any of the code that draws them.
"""

import csv
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Row, select

from db import collaborations, tables
from db.export import export_observations
from db.imports import batches
from db.imports.exchange import import_sheet, import_sheet_as_collaboration
from db.observations import tallies
from db.people import create_profile
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.errors import Invalid
from impact.importing.plan.file_reader import read_own_file
from impact.importing.plan.import_plan import KnownPlaces, plan_import
from impact.model import State, Who
from impact.months import list_months
from impact.picture.discs import build_picture
from tests.build import TODAY, make_collaboration, make_observation, rings_of, token

FILE = Path(__file__).parents[2] / "data" / "waarnemingen.csv"
PROPOSED = ("Leerlingen en studenten", "Docenten", "Scholen", "Curriculum")
SIGNS = {"positief": Fraction(1), "negatief": Fraction(-1), "gemengd": Fraction(1, 2), "geen verandering": Fraction(0)}
FIRST, LAST = (2010, 1), (2025, 12)
Month = tuple[int, int]
Sector = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    month: Month
    sector: Sector
    weight: int
    value: Fraction
    negative: bool


def findings() -> list[Finding]:
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    return [
        Finding(
            month=(int(row["wanneer"][:4]), int(row["wanneer"][5:7])),
            sector=(row["voor_wie"], row["gewenste_impact"]),
            weight=int(row["bewijs"]),
            value=SIGNS[row["richting"]] * int(row["niveau"]) * int(row["bewijs"]),
            negative=row["richting"] == "negatief",
        )
        for row in rows
    ]


def number(month: Month) -> int:
    return month[0] * 12 + month[1]


def is_inside(one: Finding, month: int, window: int | None) -> bool:
    return number(one.month) <= month and (window is None or number(one.month) > month - window)


def expected(of_sector: list[Finding], month: int, window: int | None) -> tuple[float | None, int, int]:
    """Seen level, n and negatives of one sector in one month over this window of months."""
    inside = [one for one in of_sector if is_inside(one, month, window)]
    weight = sum(one.weight for one in inside)
    seen = float(sum((one.value for one in inside), Fraction(0)) / weight) if weight else None
    return seen, len(inside), sum(one.negative for one in inside)


@pytest.fixture
def who(engine: Engine) -> Who:
    found = read_own_file(FILE.read_bytes(), TODAY)
    with open_write_session(engine) as session:
        person_id = create_profile(session, "Beheer", Role.ADMINISTRATOR)
        made = import_sheet_as_collaboration(
            session, person_id, "Echte bevindingen", PROPOSED, found, FILE.name, token=token()
        )
    return Who(person_id, made)


@pytest.fixture
def confirmed(engine: Engine, who: Who) -> frozenset[int]:
    """Every third finding confirmed, by its place in the file."""
    chosen = frozenset(range(0, 105, 3))
    with open_write_session(engine) as session:
        rows = session.scalars(select(tables.Observation).order_by(tables.Observation.id)).all()
        for place, row in enumerate(rows):
            if place in chosen:
                row.state = State.CONFIRMED
        tallies.recount_tallies(session, who.collaboration_id)
    return chosen


@pytest.mark.parametrize("window", [3, 6, 12, 24, None])
def test_the_discs_show_what_the_formula_says_for_every_sector_and_month(
    engine: Engine, who: Who, confirmed: frozenset[int], window: int | None
) -> None:
    told = findings()
    by_sector: dict[Sector, list[Finding]] = defaultdict(list)
    sure: dict[Sector, list[Finding]] = defaultdict(list)
    for place, one in enumerate(told):
        by_sector[one.sector].append(one)
        if place in confirmed:
            sure[one.sector].append(one)
    months = list_months(date(*FIRST, 1), date(*LAST, 1))
    with open_read_session(engine) as session:
        shown = build_picture(rings_of(session, who), tallies.list_tallies(session, who), months, window)
    sectors = {(disc.ring.name, "" if one.theme.unexpected else one.theme.label): one for disc in shown.discs
               for one in disc.sectors}  # fmt: skip
    assert sectors.keys() == by_sector.keys() | {(ring, "") for ring in PROPOSED}
    compared = unseen = 0
    for name, sector in sectors.items():
        for month, reading_ in zip(months, sector.readings, strict=True):
            at = month.year * 12 + month.month
            seen, n, negatives = expected(by_sector[name], at, window)
            assert (reading_.n, reading_.negatives) == (n, negatives), (name, month)
            assert reading_.seen == (None if seen is None else pytest.approx(seen)), (name, month)
            weight = sum(one.weight for one in by_sector[name] if is_inside(one, at, window))
            value = sum((one.value for one in sure[name] if is_inside(one, at, window)), Fraction(0))
            assert reading_.confirmed == (None if seen is None else pytest.approx(float(value / weight))), (name, month)
            compared += 1
            unseen += seen is None
    assert compared == 24 * 16 * 12
    assert 0 < unseen < compared
    assert shown.observation_counts[-1] == sum(is_inside(one, number(LAST), window) for one in told)


def test_the_copy_is_the_file_that_was_found() -> None:
    content = FILE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == "15a887cf95992e1a714ee89160899019987e9a07be1a7f8f7ab8eb61d2def468"
    assert len(findings()) == 105


def test_every_row_comes_in_and_what_was_put_right_is_told() -> None:
    found = read_own_file(FILE.read_bytes(), TODAY)
    assert (len(found.rows), found.refused) == (105, ())
    assert [one.line for one in found.notices] == [28, 42, 44, 45, 55, 68, 69, 93, 95]
    assert {one.reason for one in found.notices} == {"no_change_level"}
    wanted = plan_import(found, KnownPlaces())
    assert (len(wanted.themes), len(wanted.organisations), len(wanted.activities)) == (20, 36, 60)
    assert ("Docenten", "Gelijke kansen") in wanted.themes
    assert ("Leerlingen en studenten", "Gelijke kansen") in wanted.themes


def test_every_source_is_kept_as_evidence(engine: Engine, who: Who) -> None:
    with FILE.open(encoding="utf-8", newline="") as stream:
        sources = sorted(row["bron"] for row in csv.DictReader(stream, delimiter=";"))
    with open_read_session(engine) as session:
        assert sorted(session.scalars(select(tables.Evidence.text))) == sources
        assert tallies.count_tally_differences(session, who.collaboration_id) == 0


def test_what_goes_out_comes_in_again_and_goes_out_the_same(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        content = export_observations(session, who, "nl")
        collaborations.remove_collaboration(session, who)
        again = read_own_file(content, TODAY)
        made = import_sheet_as_collaboration(
            session, who.person_id, "Terug", PROPOSED, again, "terug.csv", token=token()
        )
        assert export_observations(session, Who(who.person_id, made), "nl") == content


STAMPS = {tables.Collaboration.__table__.c.data_version, tables.Collaboration.__table__.c.updated_at}


def everything(engine: Engine) -> dict[str, list[Row[Any]]]:
    """Every row of every table but the tokens, without the two stamps that say that something changed."""
    with engine.connect() as connection:
        return {
            table.name: sorted(connection.execute(select(*(one for one in table.c if one not in STAMPS))), key=repr)
            for table in tables.Base.metadata.sorted_tables
            if table.name not in ("done", "remains")
        }


def test_undo_leaves_the_database_as_it_was(engine: Engine) -> None:
    with open_write_session(engine) as session:
        who = make_collaboration(session)
        make_observation(session, who)
    before = everything(engine)
    with open_write_session(engine) as session:
        batch_id = import_sheet(session, who, read_own_file(FILE.read_bytes(), TODAY), FILE.name, token=token())
    assert len(everything(engine)["observation"]) == 106
    with open_write_session(engine) as session:
        batches.undo_batch(session, who, batch_id)
    assert everything(engine) == before


MANGLED = {
    3: ("richting", "somber", "unknown_word"),
    17: ("wanneer", "2031-01-01", "future"),
    60: ("niveau", "enorm", "unknown_word"),
    106: ("voor_wie", "", "empty"),
}


def mangled() -> bytes:
    with FILE.open(encoding="utf-8", newline="") as stream:
        records = list(csv.reader(stream, delimiter=";"))
    for line, (column, value, _) in MANGLED.items():
        records[line - 1][records[0].index(column)] = value
    return "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in one) for one in records).encode()


def test_a_mangled_copy_is_refused_by_line_and_column_and_nothing_comes_in(engine: Engine) -> None:
    found = read_own_file(mangled(), TODAY)
    assert [(one.line, one.column, one.value, one.reason) for one in found.refused] == [
        (line, column, value, reason) for line, (column, value, reason) in MANGLED.items()
    ]
    with open_write_session(engine) as session:
        person_id = create_profile(session, "Beheer", Role.ADMINISTRATOR)
    before = everything(engine)
    with pytest.raises(Invalid) as told, open_write_session(engine) as session:
        import_sheet_as_collaboration(session, person_id, "Nee", PROPOSED, found, FILE.name, token=token())
    assert (told.value.facts["reason"], told.value.facts["count"]) == ("refused_rows", 4)
    assert everything(engine) == before
    with open_write_session(engine) as session:
        import_sheet_as_collaboration(
            session, person_id, "Ja", PROPOSED, found, FILE.name, token=token(), skip_refused=True
        )
    assert len(everything(engine)["observation"]) == 101
