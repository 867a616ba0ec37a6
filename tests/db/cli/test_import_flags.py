"""The import as a command: everything that can be said on the screen is said with flags."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.db.conftest import Run

HEAD = ["Ingevuld", "Kleur", "Ons verhaal", "Gevoel", "Hoever", "Onderbouwing", "Thema van het jaar", "Vestiging"]
COLOURS = ("blauw", "groen", "geel", "paars")
FEELINGS = ("top", "flop", "allebei", "nul komma nul")
STEPS = ("zaadje", "stekje", "struik", "boom")
PROOFS = ("koffieautomaat", "eigen ogen", "map met stukken")
COLUMNS = dict(
    zip(HEAD, ("seen_on", "voor_wie", "what", "direction", "niveau", "rung", "theme", "organisation"), strict=True)
)
WORDS = {
    "ring:blauw": "Leerlingen", "ring:groen": "Docenten", "voor_wie:geel": "Scholen", "ring:paars": "Curriculum",
    "direction:top": "positief", "richting:flop": "negative", "direction:allebei": "mixed",
    "direction:nul komma nul": "geen verandering", "level:zaadje": "1", "niveau:stekje": "zichtbaar",
    "level:struik": "common practice", "level:boom": "geborgd", "rung:koffieautomaat": "gehoord",
    "bewijs:eigen ogen": "seen myself", "rung:map met stukken": "document",
}  # fmt: skip


def survey() -> list[list[str]]:
    """Forty answers to a survey that has a word of its own for everything."""
    return [
        [
            f"{at % 28 + 1}-{at % 9 + 1}-2026 14:05", COLOURS[at % 4], f"Verhaal nummer {at} van de vestiging.",
            FEELINGS[at % 4], STEPS[at // 4 % 4], PROOFS[at % 3], "Samen" if at % 2 else "", "Noord",
        ]
        for at in range(40)
    ]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "enquete.csv"
    with place.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([HEAD, *survey()])
    return place


def flags(columns: dict[str, str] = COLUMNS, words: dict[str, str] = WORDS) -> list[str]:
    said = [("--map", f"{header}={field}") for header, field in columns.items()]
    said += [("--word", f"{place}={meaning}") for place, meaning in words.items()]
    return [word for pair in said for word in pair]


def rows(database: Path, query: str = "SELECT what FROM observation") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def test_one_command_imports_a_survey_with_other_words_for_everything(run: Run, database: Path, file: Path) -> None:
    code, told, wrong = run("import", file, *flags())
    assert (code, wrong) == (0, []), told
    assert len(set(rows(database))) == 40
    directions = rows(database, "SELECT direction, count(*) FROM observation GROUP BY direction ORDER BY direction")
    assert [count for _, count in directions] == [10, 10, 10, 10]
    assert {name for (name,) in rows(database, "SELECT name FROM ring")} >= {"Leerlingen", "Docenten", "Scholen"}


def test_without_flags_nothing_comes_in_and_the_flags_to_add_are_told(run: Run, database: Path, file: Path) -> None:
    code, told, wrong = run("import", file)
    assert code == 1
    assert "--map " in told[0]
    assert len(wrong) == 1
    assert rows(database) == []
    code, told, wrong = run("import", file, "--language", "en")
    assert "direction" in wrong[0]
    assert "richting" not in " ".join([*told, *wrong])


def test_words_that_are_not_known_are_told_with_a_flag_each(run: Run, database: Path, file: Path) -> None:
    some = {place: meaning for place, meaning in WORDS.items() if place != "direction:top"}
    code, told, _ = run("import", file, *flags(words=some))
    assert code == 1
    assert "--word 'richting:top=" in " ".join(told)
    assert rows(database) == []


def test_flags_leave_rows_out_by_a_word_and_give_all_rows_a_value(run: Run, database: Path, file: Path) -> None:
    columns = COLUMNS | {"Onderbouwing": ""}
    words = {place: meaning for place, meaning in WORDS.items() if not place.startswith(("rung:", "bewijs:"))}
    said = flags(columns, words | {"ring:blauw": ""})
    code, _, wrong = run("import", file, *said, "--fix", "bewijs=zelf gezien")
    assert (code, wrong) == (0, [])
    assert len(rows(database)) == 30
    assert rows(database, "SELECT DISTINCT rung FROM observation") == [(2,)]


def test_the_same_shape_needs_no_flags_again_and_duplicates_are_skipped(run: Run, database: Path, file: Path) -> None:
    assert run("import", file, *flags(), "--name", "Een")[0] == 0
    code, told, wrong = run("import", file, "--collaboration", "Een", "--skip-duplicates")
    assert (code, wrong) == (0, [])
    assert any("40 rijen" in line for line in told)
    assert len(rows(database)) == 40
    assert run("import", file, "--collaboration", "Een")[0] == 0
    assert len(rows(database)) == 80


def test_a_dry_run_tells_what_would_come_in_and_writes_nothing(run: Run, database: Path, file: Path) -> None:
    code, told, wrong = run("import", file, *flags(), "--dry-run")
    assert (code, wrong) == (0, [])
    assert "40 waarnemingen" in told[-1]
    assert rows(database) == []
    assert rows(database, "SELECT name FROM collaboration") == []


@pytest.mark.parametrize(
    "flag",
    [
        ("--map", "Kleur"), ("--map", "Geen kolom=ring"), ("--map", "Kleur=onzin"), ("--fix", "what=x"),
        ("--fix", "niveau=onzin"), ("--word", "ring:oranje=Docenten"), ("--word", "ring=x"),
        ("--word", "direction:top=zweverig"), ("--answer", "period=nooit"),
    ],
)  # fmt: skip
def test_a_flag_that_says_nothing_is_told_in_one_line_and_nothing_comes_in(
    run: Run, database: Path, file: Path, flag: tuple[str, str]
) -> None:
    code, _, wrong = run("import", file, *flags(), *flag)
    assert (code, len(wrong)) == (1, 1)
    assert rows(database) == []


def test_the_order_of_days_is_asked_once_and_answered_by_a_flag(run: Run, database: Path, tmp_path: Path) -> None:
    place = tmp_path / "dagen.csv"
    place.write_text(
        "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs\n"
        "3/4/2026;Docenten;;Iets.;positief;geborgd;gehoord\n", encoding="utf-8",
    )  # fmt: skip
    code, told, _ = run("import", place)
    assert code == 1
    assert "--answer 'order:/=day_first|month_first'" in told[-1]
    assert run("import", place, "--answer", "order:/=month_first")[0] == 0
    assert rows(database, "SELECT seen_on FROM observation") == [("2026-03-04",)]


def test_what_is_proposed_can_be_accepted_at_once(run: Run, database: Path, tmp_path: Path) -> None:
    place = tmp_path / "bijna.csv"
    place.write_text(
        "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs\n"
        "2026-03-04;Docenten;;Iets.;goed;altijd;collega\n", encoding="utf-8",
    )  # fmt: skip
    code, told, _ = run("import", place)
    assert code == 1
    assert "--word 'richting:goed=positive'" in told[-1]
    assert run("import", place, "--accept")[0] == 0
    assert rows(database, "SELECT direction, level, rung FROM observation") == [("positive", 4, 1)]


def test_a_file_without_column_names_is_imported_by_column_letters(run: Run, database: Path, tmp_path: Path) -> None:
    place = tmp_path / "kaal.csv"
    place.write_text(
        "2026-03-04;Docenten;Iets.;positief;geborgd;gehoord\n2026-03-05;Docenten;Meer.;positief;geborgd;gehoord\n",
        encoding="utf-8",
    )
    code, told, wrong = run("import", place)
    assert (code, len(wrong)) == (1, 1)
    assert "--no-header" in told[0]
    fields = ("seen_on", "ring", "what", "direction", "level", "rung")
    said = [word for at, field in enumerate(fields) for word in ("--map", f"{'ABCDEF'[at]}={field}")]
    code, told, wrong = run("import", place, "--no-header", *said, "--fix", "theme=")
    assert (code, wrong) == (0, [])
    assert rows(database) == [("Iets.",), ("Meer.",)]


def test_empty_cells_can_be_given_a_meaning(run: Run, database: Path, tmp_path: Path) -> None:
    place = tmp_path / "leeg.csv"
    place.write_text(
        "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs\n"
        "2026-03-04;Docenten;;Iets.;positief;;gehoord\n2026-03-05;;;Meer.;positief;geborgd;gehoord\n",
        encoding="utf-8",
    )
    assert run("import", place)[0] == 1
    assert run("import", place, "--word", "niveau:=unsettled", "--word", "ring:=Scholen")[0] == 0
    assert rows(database, "SELECT what, level FROM observation ORDER BY what") == [("Iets.", None), ("Meer.", 4)]


def test_every_field_goes_by_its_english_name_also_the_evidence(run: Run, database: Path, tmp_path: Path) -> None:
    place = tmp_path / "list.csv"
    place.write_text("Day,Group,Story,Way,Far,Proof\n2026-03-12,Red,Story one,positive,first signs,heard\n")
    names = {"Day": "when", "Group": "for_whom", "Story": "what_changed", "Way": "direction", "Far": "level"}
    said = [word for one in {**names, "Proof": "evidence"}.items() for word in ("--map", "=".join(one))]
    code, told, wrong = run("import", place, "--language", "en", *said)
    assert (code, told[0].rpartition(": ")[2]) == (1, "--fix 'desired_impact=unexpected'"), wrong
    code, told, wrong = run("import", place, "--language", "en", *said, "--fix", "desired_impact=unexpected")
    assert (code, wrong) == (0, []), told
    assert rows(database, "SELECT what, rung FROM observation") == [("Story one", 1)]
    code, told, _ = run("import", place, "--language", "en", "--collaboration", "list", "--skip-duplicates")
    assert code == 0, told
