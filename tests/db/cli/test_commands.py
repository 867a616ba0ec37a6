import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.__main__ import main
from db.cli.commands import COMMANDS
from db.copies import whole_schema
from db.engine import URL_SETTING
from tests.db.conftest import Run
from tests.exports import workbook

FILE = Path(__file__).parents[2] / "data" / "waarnemingen.csv"


def numbers(file: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(file)) as connection:
        return tuple(
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("collaboration", "observation")
        )


def test_upgrade_makes_the_database_and_may_be_repeated(run: Run, database: Path) -> None:
    for _ in range(2):
        code, told, wrong = run("upgrade")
        assert (code, len(told), wrong) == (0, 1, [])
    assert numbers(database) == (0, 0)


def test_example_plants_the_fictional_collaboration(run: Run, database: Path) -> None:
    code, told, wrong = run("example", "--language", "nl")
    assert (code, wrong) == (0, [])
    assert "Fictief" in told[0]
    assert numbers(database)[0] == 1
    assert run("check")[0] == 0


def test_import_reads_a_file_into_a_collaboration_of_its_own(run: Run, database: Path) -> None:
    code, told, wrong = run("import", FILE)
    assert (code, wrong) == (0, [])
    assert told[0] == "let op, regel 28, kolom niveau: Bij geen verandering is het niveau 0. [1]"
    assert told[-1].startswith("Overgenomen in waarnemingen: 105 waarnemingen.")
    assert numbers(database) == (1, 105)


def test_import_reads_a_workbook_too(run: Run, database: Path, tmp_path: Path) -> None:
    with FILE.open(encoding="utf-8", newline="") as told:
        (tmp_path / "lijst.dat").write_bytes(workbook(Blad1=list(csv.reader(told, delimiter=";"))))
    assert run("import", tmp_path / "lijst.dat")[0] == 0
    assert numbers(database) == (1, 105)


def test_import_may_go_into_a_collaboration_that_is_there(run: Run, database: Path) -> None:
    run("import", FILE, "--name", "Eerste")
    assert run("import", FILE, "--collaboration", "eerste")[0] == 0
    assert numbers(database) == (1, 210)


def test_import_tells_each_refused_row_and_takes_in_nothing(run: Run, database: Path, tmp_path: Path) -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[4] = lines[4].replace(";gemengd;", ";somber;")
    (tmp_path / "stuk.csv").write_text("".join(lines), encoding="utf-8")
    code, told, wrong = run("import", tmp_path / "stuk.csv")
    assert code == 1
    assert told[0] == "regel 5, kolom richting: Dit woord kennen we hier niet. [somber]"
    assert wrong == ["Er is niets overgenomen. Aantal rijen dat niet mee kan: 1."]
    assert numbers(database) == (0, 0)
    assert run("import", tmp_path / "stuk.csv", "--skip-refused")[0] == 0
    assert numbers(database) == (1, 104)


def test_export_writes_what_import_reads_with_the_same_ids(run: Run, database: Path, tmp_path: Path) -> None:
    run("import", FILE)
    assert run("export", tmp_path / "uit.csv")[0] == 0
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    assert run("import", tmp_path / "uit.csv")[0] == 0
    assert run("export", tmp_path / "weer.csv", "--collaboration", "uit")[0] == 0
    assert (tmp_path / "weer.csv").read_bytes() == (tmp_path / "uit.csv").read_bytes()


def test_backup_and_restore_bring_back_what_was_there(run: Run, database: Path, tmp_path: Path) -> None:
    run("import", FILE)
    assert run("backup", tmp_path / "kopie.db")[0] == 0
    run("example")
    code, told, wrong = run("restore", tmp_path / "kopie.db")
    assert (code, wrong, len(told)) == (0, [], 2)
    assert numbers(database) == (1, 105)
    assert len(list(database.parent.glob("rimpel-replaced-*.db"))) == 1


def test_pack_and_unpack_bring_a_whole_collaboration_elsewhere(run: Run, database: Path, tmp_path: Path) -> None:
    run("import", FILE)
    code, told, wrong = run("pack", tmp_path / "alles.zip")
    assert (code, wrong) == (0, [])
    assert told == [f"waarnemingen staat in {tmp_path / 'alles.zip'}: 105 waarnemingen"]
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    assert run("unpack", tmp_path / "alles.zip")[1] == ["Binnengehaald: waarnemingen, 105 waarnemingen"]
    assert run("pack", tmp_path / "weer.zip")[0] == 0
    assert (tmp_path / "weer.zip").read_bytes() == (tmp_path / "alles.zip").read_bytes()
    assert run("check")[0] == 0


def test_unpack_brings_in_beside_it_only_as_a_copy(run: Run, database: Path, tmp_path: Path) -> None:
    run("import", FILE)
    run("pack", tmp_path / "alles.zip")
    code, _, wrong = run("unpack", tmp_path / "alles.zip")
    assert (code, wrong) == (1, ["Deze samenwerking staat hier al. Haal die binnen als kopie, met een eigen naam."])
    assert run("unpack", tmp_path / "alles.zip", "--copy", "Kopie")[0] == 0
    assert numbers(database) == (2, 210)


def test_a_backup_may_be_one_zip(run: Run, database: Path, tmp_path: Path) -> None:
    run("import", FILE)
    assert run("backup", tmp_path / "kopie.zip")[1][0].endswith("1 samenwerking, 105 waarnemingen, nagekeken.")
    run("example")
    assert run("restore", tmp_path / "kopie.zip")[0] == 0
    assert numbers(database) == (1, 105)


def test_check_finds_what_is_wrong(run: Run, database: Path) -> None:
    run("import", FILE)
    assert run("check")[:2] == (0, [f"Alles klopt: 1 samenwerking in sqlite:///{database}"])
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE tally SET n = n + 1 WHERE rowid IN (SELECT min(rowid) FROM tally)")
        connection.execute("UPDATE observation SET activity_id = 'weg' WHERE rowid = 1")
    code, told, wrong = run("check")
    assert (code, told) == (
        1,
        ["een rij in observation verwijst naar iets dat er niet is", "waarnemingen: 2 tellingen kloppen niet"],
    )
    assert wrong == ["Niet alles klopt. Aantal punten: 2."]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_fails_with_one_clear_line(
    run: Run, database: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL_SETTING, f"sqlite:///{tmp_path}")
    monkeypatch.setattr(whole_schema, "SCHEMA_FILE", tmp_path / "is er niet" / "whole.schema.json")
    words = [tmp_path / "is er niet.csv"] if name in ("import", "restore", "unpack") else []
    words = [tmp_path / "uit"] if name in ("export", "backup", "pack") else words
    code, _, wrong = run(name, *words)
    assert code == 1
    assert len(wrong) == 1
    assert "Traceback" not in wrong[0]


def test_a_server_that_is_not_there_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_SETTING, "postgresql://iemand@127.0.0.1:1/niets")
    for words in (("upgrade",), ("check",), ("backup", "x.db")):
        code, told, wrong = run(*words)
        assert (code, told, len(wrong)) == (1, [], 1)


def test_looking_does_not_make_an_empty_database(run: Run, database: Path, tmp_path: Path) -> None:
    for words in (("check",), ("export", tmp_path / "x.csv"), ("backup", tmp_path / "x.db")):
        assert run(*words)[0] == 1
    assert not database.exists()
    assert not (tmp_path / "x.csv").exists()


def test_a_collaboration_that_is_not_there_or_not_clear_is_told(run: Run, tmp_path: Path) -> None:
    run("import", FILE, "--name", "Een")
    run("import", FILE, "--name", "Twee")
    assert run("export", tmp_path / "x.csv", "--collaboration", "Drie")[2] == ["Deze samenwerking is er niet."]
    assert run("export", tmp_path / "x.csv")[2][0].startswith("Er zijn meer samenwerkingen.")


def test_a_word_that_is_no_command_is_told_in_one_line(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["onzin"], [], ["import"]):
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert stopped.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_language_follows_the_machine_or_what_was_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("upgrade")[1][0].startswith("De database is bijgewerkt")
    assert run("upgrade", "--language", "en")[1][0].startswith("The database is up to date")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert run("upgrade")[1][0].startswith("The database is up to date")


def test_the_command_line_acts_as_one_person_whatever_the_language(run: Run, database: Path) -> None:
    run("example", "--language", "nl")
    run("example", "--language", "en")
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT name, role FROM person").fetchall() == [("Beheer", "administrator")]
