"""How fast an import of many rows is, against bare executemany of the same rows in the same run.

    python -m tests.bench.import_speed [rows]

The import is that of the screen: it reads the file, checks every cell twice, keeps evidence, counts the tallies and
makes what can be found, a transaction for each piece. Bare executemany only writes rows that are ready made: once into
the same tables, and once into tables without any index, key or check.
"""

import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from tracemalloc import get_traced_memory, start, stop

from db import tables
from db.engine import open_engine
from db.imports.batch_rows import save_piece
from db.imports.exchange import begin_import_as_collaboration
from db.people import create_profile
from db.session import open_write_session
from impact.access import Role
from impact.importing.files.file_format import read_table
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.matching import guess_matching
from impact.importing.plan.row_checks import check_rows, read_fit_rows, split_into_pieces
from impact.importing.plan.row_reader import RowReader
from impact.importing.plan.word_questions import find_words_to_match, get_sure_meanings
from impact.model import Who

FILE = Path(__file__).parent.parent / "data" / "waarnemingen.csv"
TODAY = date(2026, 11, 15)
RINGS = ("Leerlingen en studenten", "Docenten", "Scholen", "Curriculum")
KEPT = ("observation", "evidence")
BAR = 15
Rows = dict[str, tuple[str, list[tuple[object, ...]]]]


def many(rows: int) -> bytes:
    """A file of this many rows: the real findings over and over."""
    header, *lines = FILE.read_text(encoding="utf-8").splitlines()
    return "\n".join([header, *(lines[number % len(lines)] for number in range(rows))]).encode()


def imported(file: Path, content: bytes) -> float:
    """Seconds to import this file into a new database as the screen does: matched, looked through, piece by piece."""
    engine = open_engine(f"sqlite:///{file}")
    tables.Base.metadata.create_all(engine)
    with open_write_session(engine) as session:
        person_id = create_profile(session, "Bench", Role.COORDINATOR)
    begun = perf_counter()
    table = read_table(content)
    matching, _ = guess_matching(table)
    matching = matching.add_meanings(
        get_sure_meanings(find_words_to_match(table, matching, KnownPlaces(), for_new_collaboration=True))
    )
    reader = RowReader(table, matching, TODAY)
    told = check_rows(table, reader)
    with open_write_session(engine) as session:
        made, batch_id = begin_import_as_collaboration(
            session, person_id, "Bench", RINGS, told, "bench.csv", token="bench"
        )
    for place, some in enumerate(split_into_pieces(read_fit_rows(table, reader, told, frozenset()))):
        with open_write_session(engine) as session:
            save_piece(session, Who(person_id, made), batch_id, some, token=f"bench-{place}")
    taken = perf_counter() - begun
    engine.dispose()
    return taken


def rows_of(file: Path) -> Rows:
    """The rows an import left, and the columns they stand in, by table."""
    found: Rows = {}
    with closing(sqlite3.connect(file)) as connection:
        for table in KEPT:
            cursor = connection.execute(f"SELECT * FROM {table}")
            found[table] = (", ".join(column[0] for column in cursor.description), cursor.fetchall())
    return found


def bare(file: Path, rows: Rows, plain: bool) -> float:
    """Seconds for executemany of these rows: into the same tables emptied, or (`plain`) into tables of columns only."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for table, (columns, _) in rows.items():
            if plain:
                connection.execute(f"CREATE TABLE bare_{table} ({columns})")
            else:
                connection.execute("PRAGMA foreign_keys = ON")
        if not plain:
            for table in reversed(list(rows)):
                connection.execute(f"DELETE FROM {table}")
        begun = perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for table, (columns, told) in rows.items():
            marks = ", ".join("?" * (columns.count(",") + 1))
            connection.executemany(f"INSERT INTO {'bare_' if plain else ''}{table} ({columns}) VALUES ({marks})", told)
        connection.execute("COMMIT")
        return perf_counter() - begun


def measure(rows: int = 100_000) -> dict[str, float]:
    """Seconds for each way, and how many times slower the import is than either bare one."""
    content = many(rows)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        taken = imported(file, content)
        told = rows_of(file)
        same, plain = bare(file, told, plain=False), bare(file, told, plain=True)
        start()
        imported(Path(folder) / "memory.db", content)
        most = get_traced_memory()[1] / 1_000_000
        stop()
    return {
        "import_s": taken,
        "same_tables_s": same,
        "plain_tables_s": plain,
        "times_same_tables": taken / same,
        "times_plain_tables": taken / plain,
        "memory_mb": most,
    }


def main() -> None:
    """Print the figures, each on a line."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    found = measure(rows)
    print(f"{rows} rows, bar: at most {BAR} times bare executemany")
    for name, value in found.items():
        print(f"{name:20} {value:10.2f}")


if __name__ == "__main__":
    main()
