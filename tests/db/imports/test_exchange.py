from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import collaborations, people, tables
from db.export import ExportWriter, export_observations
from db.imports import batches
from db.imports.exchange import import_sheet, import_sheet_as_collaboration, plan_import
from db.observations import records, tallies
from impact.access import Act, Role, may
from impact.errors import Invalid, NotAllowed, NotFound
from impact.exporting import observations_csv, observations_xlsx
from impact.importing.plan.file_reader import read_own_file
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.model import MAX_RINGS, MAX_THEMES_PER_RING, Level, State, Who
from tests.build import REASON, TODAY, make_collaboration, make_observation, make_person, rings_of, token

HEADER = (
    "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs;bron;organisatie;bedoeld;activiteit"
)
FOUND = (
    "2026-03-12;docenten;Samen ontwikkelen;Docenten maken samen lessen.;positief;2;3;https://example.org/a;Vakcollege;bedoeld;Kring",
    "2026-04;Docenten;Nieuwe wens;Twee docenten ruilen van school.;gemengd;1;2;;ROC Noord;;Kring",
    "2026-05-01;Scholen;;Het rooster liep vast.;negatief;3;4;Jaarverslag;Vakcollege;onbedoeld;",
)
PROPOSED = ("Leerlingen en studenten", "Docenten", "Scholen", "Curriculum")


def sheet(*rows: str) -> ParsedSheet:
    return read_own_file("\n".join((HEADER, *(rows or FOUND))).encode(), TODAY)


def row(**cells: str) -> str:
    return ";".join((dict(zip(HEADER.split(";"), FOUND[0].split(";"), strict=True)) | cells).values())


def counts(session: Session) -> dict[str, int]:
    names = [table for table in tables.Base.metadata.sorted_tables if table.name not in ("done", "remains")]
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in names}


def tallied(session: Session, who: Who) -> set[object]:
    return set(tallies.list_tallies(session, who))


@pytest.fixture
def who(session: Session) -> Iterator[Who]:
    who = make_collaboration(session)
    make_observation(session, who)
    yield who
    assert tallies.count_tally_differences(session, who.collaboration_id) == 0


def test_an_import_keeps_every_row_with_its_evidence_and_places(session: Session, who: Who) -> None:
    batch_id = import_sheet(session, who, sheet(), "lijst.csv", token=token())
    rows = session.scalars(select(tables.Observation).where(tables.Observation.batch_id == batch_id)).all()
    found = sorted(records.load_observations(session, who, rows), key=lambda one: one.details.seen_on)
    names = {ring.id: ring.name for ring in rings_of(session, who)}
    assert [names[one.ring_id] for one in found] == ["Docenten", "Docenten", "Scholen"]
    assert [one.details.level for one in found] == [Level(2), Level(1), Level(3)]
    assert [[proof.text for proof in one.details.evidence] for one in found] == [
        ["https://example.org/a"],
        [],
        ["Jaarverslag"],
    ]
    assert {one.state for one in found} == {State.SHARED}
    themes = {theme.id: theme for ring in rings_of(session, who) for theme in ring.themes}
    assert [themes[one.details.theme_id].unexpected for one in found] == [False, False, True]


def test_an_import_makes_only_what_is_new(session: Session, who: Who) -> None:
    before = counts(session)
    wanted = plan_import(session, who, sheet())
    assert (wanted.rings, wanted.themes) == ((), (("Docenten", "Nieuwe wens"),))
    assert (wanted.organisations, wanted.activities) == (("ROC Noord",), ("Kring",))
    import_sheet(session, who, sheet(), "lijst.csv", token=token())
    after = counts(session)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "observation": 3, "theme": 1, "organisation": 1, "activity": 1, "evidence": 2, "batch": 1, "tally": 3,
        "found": 3,
    }  # fmt: skip
    assert rings_of(session, who)[1].themes[-2].label == "Nieuwe wens"


def test_the_same_label_in_two_rings_is_two_themes(session: Session, who: Who) -> None:
    found = sheet(row(gewenste_impact="Gelijke kansen"), row(voor_wie="Scholen", gewenste_impact="Gelijke kansen"))
    import_sheet(session, who, found, "lijst.csv", token=token())
    holding = [ring.name for ring in rings_of(session, who) if "Gelijke kansen" in [one.label for one in ring.themes]]
    assert holding == ["Docenten", "Scholen"]


def test_a_new_ring_comes_with_its_unexpected_sector_and_stands_outermost(session: Session, who: Who) -> None:
    import_sheet(
        session, who, sheet(row(voor_wie="Ouders"), row(voor_wie="ouders", gewenste_impact="")), "a", token=token()
    )
    ring = rings_of(session, who)[-1]
    assert (ring.name, [theme.unexpected for theme in ring.themes]) == ("Ouders", [False, True])


def test_an_import_with_the_same_token_happens_once(session: Session, who: Who) -> None:
    same = token()
    first = import_sheet(session, who, sheet(), "lijst.csv", token=same)
    again = counts(session)
    assert import_sheet(session, who, sheet(), "lijst.csv", token=same) == first
    assert counts(session) == again


def test_refused_rows_keep_everything_out_unless_they_may_be_skipped(session: Session, who: Who) -> None:
    before = counts(session)
    mixed = sheet(FOUND[0], row(niveau="heel ver"), row(wanneer="gisteren"))
    with pytest.raises(Invalid) as told:
        import_sheet(session, who, mixed, "lijst.csv", token=token())
    assert (told.value.facts["reason"], told.value.facts["count"]) == ("refused_rows", 2)
    assert counts(session) == before
    import_sheet(session, who, mixed, "lijst.csv", token=token(), skip_refused=True)
    assert counts(session)["observation"] == before["observation"] + 1


def test_nothing_is_taken_in_when_no_row_is_fit(session: Session, who: Who) -> None:
    with pytest.raises(Invalid) as told:
        import_sheet(session, who, sheet(row(niveau="9")), "lijst.csv", token=token(), skip_refused=True)
    assert told.value.facts["reason"] == "no_rows"


def test_new_themes_are_made_only_when_that_was_allowed(session: Session, who: Who) -> None:
    before = counts(session)
    with pytest.raises(Invalid) as told:
        import_sheet(session, who, sheet(), "lijst.csv", token=token(), allow_new_themes=False)
    assert told.value.facts["reason"] == "new_themes"
    assert counts(session) == before


def test_more_themes_or_rings_than_fit_are_refused(session: Session, who: Who) -> None:
    before = counts(session)
    many = sheet(*[row(gewenste_impact=f"Wens {number}") for number in range(MAX_THEMES_PER_RING)])
    with pytest.raises(Invalid) as told:
        import_sheet(session, who, many, "lijst.csv", token=token())
    assert told.value.facts == {
        "field": "themes", "reason": "too_many_themes", "ring": "Docenten", "count": MAX_THEMES_PER_RING + 1,
        "most": MAX_THEMES_PER_RING,
    }  # fmt: skip
    rings = sheet(*[row(voor_wie=f"Ring {number}") for number in range(MAX_RINGS)])
    with pytest.raises(Invalid) as told:
        import_sheet(session, who, rings, "lijst.csv", token=token())
    assert told.value.facts["reason"] == "too_many_rings"
    assert counts(session)["theme"] == before["theme"]


def test_an_import_apart_starts_a_collaboration_with_the_proposed_rings(session: Session) -> None:
    person = make_person(session, role=Role.COORDINATOR)
    made = import_sheet_as_collaboration(
        session, person.person_id, "Uit een lijst", PROPOSED, sheet(), "lijst.csv", token=token()
    )
    who = replace(person, collaboration_id=made)
    assert tuple(ring.name for ring in rings_of(session, who)) == PROPOSED
    assert collaborations.get_collaboration(session, who).name == "Uit een lijst"
    assert sum(tally.n for tally in tallies.list_tallies(session, who)) == 3
    assert tallies.count_tally_differences(session, made) == 0


def test_undo_leaves_the_collaboration_as_it_was(session: Session, who: Who) -> None:
    before, told = counts(session), tallied(session, who)
    version = collaborations.get_collaboration(session, who).data_version
    found = sheet(*FOUND, row(voor_wie="Ouders"), row(voor_wie="Buurt", gewenste_impact=""))
    batch_id = import_sheet(session, who, found, "lijst.csv", token=token())
    assert counts(session) != before
    assert batches.undo_batch(session, who, batch_id) is False
    assert counts(session) == before
    assert tallied(session, who) == told
    assert collaborations.get_collaboration(session, who).data_version > version


def test_undo_of_an_import_apart_takes_the_collaboration_along(session: Session) -> None:
    person = make_person(session, role=Role.COORDINATOR)
    before = counts(session)
    made = import_sheet_as_collaboration(
        session, person.person_id, "Apart", PROPOSED, sheet(), "lijst.csv", token=token()
    )
    who = replace(person, collaboration_id=made)
    assert batches.undo_batch(session, who, batches.list_batches(session, who)[0].id) is True
    assert counts(session) == before


def test_undo_leaves_what_others_use_by_now(session: Session, who: Who) -> None:
    batch_id = import_sheet(session, who, sheet(), "lijst.csv", token=token())
    make_observation(session, who, ring="Docenten", theme=1)
    batches.undo_batch(session, who, batch_id)
    assert "Nieuwe wens" in [theme.label for theme in rings_of(session, who)[1].themes]
    assert "ROC Noord" not in [one.name for one in collaborations.list_organisations(session, who)]


def test_undo_of_an_import_apart_keeps_a_collaboration_that_went_on(session: Session) -> None:
    person = make_person(session, role=Role.COORDINATOR)
    made = import_sheet_as_collaboration(
        session, person.person_id, "Apart", PROPOSED, sheet(), "lijst.csv", token=token()
    )
    who = replace(person, collaboration_id=made)
    make_observation(session, who, ring="Curriculum")
    assert batches.undo_batch(session, who, batches.list_batches(session, who)[0].id) is False
    assert [ring.name for ring in rings_of(session, who)] == list(PROPOSED)
    assert tallies.count_tally_differences(session, made) == 0


def test_a_batch_tells_how_many_rows_are_left_and_changed(session: Session, who: Who) -> None:
    batch_id = import_sheet(session, who, sheet(), "lijst.csv", token=token())
    rows = session.scalars(select(tables.Observation.id).where(tables.Observation.batch_id == batch_id)).all()
    records.undo_logging(session, who, rows[0])
    records.judge_observation(session, who, rows[1], State.CONFIRMED, version=1, reason=REASON)
    told = batches.list_batches(session, who)[0]
    assert (told.file_name, told.row_count, told.remaining, told.changed) == ("lijst.csv", 3, 2, 1)


def test_a_batch_of_another_collaboration_cannot_be_undone(session: Session, who: Who) -> None:
    batch_id = import_sheet(session, who, sheet(), "lijst.csv", token=token())
    stranger = make_collaboration(session, name="Andere samenwerking")
    with pytest.raises(NotFound):
        batches.undo_batch(session, stranger, batch_id)
    assert batches.list_batches(session, stranger) == ()


@pytest.mark.parametrize("role", list(Role))
def test_who_may_import_export_and_undo_follows_from_the_role(session: Session, who: Who, role: Role) -> None:
    batch_id = import_sheet(session, who, sheet(), "lijst.csv", token=token())
    other = make_person(session, who.collaboration_id, role)
    acts = (
        lambda: plan_import(session, other, sheet()),
        lambda: import_sheet(session, other, sheet(), "lijst.csv", token=token()),
        lambda: batches.undo_batch(session, other, batch_id),
    )
    for act in acts:
        if may(role, Act.MANAGE):
            act()
        else:
            with pytest.raises(NotAllowed):
                act()
    assert export_observations(session, other, "nl")


def test_somebody_from_outside_may_do_nothing(session: Session, who: Who) -> None:
    outside = replace(make_person(session, role=Role.ADMINISTRATOR), collaboration_id=who.collaboration_id)
    batch_id = import_sheet(session, who, sheet(), "lijst.csv", token=token())
    for act in (
        lambda: plan_import(session, outside, sheet()),
        lambda: import_sheet(session, outside, sheet(), "lijst.csv", token=token()),
        lambda: export_observations(session, outside, "nl"),
        lambda: batches.list_batches(session, outside),
        lambda: batches.undo_batch(session, outside, batch_id),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_export_import_export_gives_the_same_file(session: Session, who: Who) -> None:
    import_sheet(session, who, sheet(), "lijst.csv", token=token())
    make_observation(session, who, what="=SOM(A1)", state=State.CONFIRMED, why="-twee\nregels", reached=12)
    make_observation(session, who, what="Ingetrokken.", state=State.WITHDRAWN)
    for language in ("nl", "en"):
        content = export_observations(session, who, language)
        collaborations.remove_collaboration(session, who)
        again = read_own_file(content, TODAY)
        made = import_sheet_as_collaboration(
            session, who.person_id, "Terug", PROPOSED, again, "terug.csv", token=token()
        )
        who = replace(who, collaboration_id=made)
        assert export_observations(session, who, language) == content


@pytest.mark.parametrize("write", [observations_csv.write_csv, observations_xlsx.write_workbook], ids=["csv", "xlsx"])
@pytest.mark.parametrize("apart", [False, True], ids=["here", "apart"])
def test_an_organisation_comes_back_under_its_own_name(
    session: Session, who: Who, write: ExportWriter, apart: bool
) -> None:
    names = ("ROC;", "x;", ";", "Geen") if apart else ("ROC;", "x;", ";", "Geen", "roc", "Roc")
    seen, school, stone = tables.Observation, tables.Organisation, tables.Activity
    for name in names:
        ids = (collaborations.find_or_add_named(session, who, table, name) for table in (school, stone))
        make_observation(session, who, **dict(zip(("organisation_id", "activity_id"), ids, strict=True)))
    found = read_own_file(export_observations(session, who, "nl", write=write), TODAY)
    if apart:
        made = import_sheet_as_collaboration(
            session, who.person_id, "Terug", PROPOSED, found, "terug.csv", token=token()
        )
        taken_in = seen.collaboration_id == made
    else:
        taken_in = seen.batch_id == import_sheet(session, who, found, "terug.csv", token=token())
    query = select(school.name, stone.name).join(seen, seen.organisation_id == school.id)
    rows = session.execute(query.join(stone, stone.id == seen.activity_id).where(taken_in)).all()
    assert sorted(tuple(row) for row in rows) == sorted((name, name) for name in names)


def test_an_id_that_is_taken_here_is_not_taken_again(session: Session, who: Who) -> None:
    kept = make_observation(session, who)
    content = export_observations(session, who, "nl")
    assert kept in content.decode()
    import_sheet(session, who, read_own_file(content, TODAY), "nog eens.csv", token=token())
    ids = session.scalars(select(tables.Observation.id)).all()
    assert len(set(ids)) == len(ids)
    assert kept in ids


def test_an_export_holds_no_drafts_and_only_what_was_asked(session: Session, who: Who) -> None:
    make_observation(session, who, what="Nog een concept.", state=State.DRAFT)
    wanted = make_observation(session, who, what="Deze wel.")
    assert "concept." not in export_observations(session, who, "nl").decode()
    lines = export_observations(session, who, "nl", [wanted]).decode().splitlines()
    assert len(lines) == 2
    assert "Deze wel." in lines[1]


def test_the_file_name_is_kept_within_its_limit(session: Session, who: Who) -> None:
    import_sheet(session, who, sheet(), "x" * 300 + ".csv", token=token())
    assert batches.list_batches(session, who)[0].file_name.endswith("x.csv")


def test_the_importer_is_named_with_the_batch(session: Session, who: Who) -> None:
    import_sheet(session, who, sheet(), "lijst.csv", token=token())
    profile = people.get_profile(session, who.person_id)
    assert profile is not None
    assert batches.list_batches(session, who)[0].imported_by == profile.name
