"""The commands for people who run Rimpel: each does one thing and yields what it did, line by line."""

from collections.abc import Callable, Iterator
from uuid import uuid4

from sqlalchemy import Engine, text

from db import collaborations, example
from db.cli.file_commands import run_backup, run_pack, run_restore, run_unpack
from db.cli.import_command import run_import
from db.cli.options import (
    CliOptions,
    format_database_address,
    get_administrator,
    get_reader,
    get_today,
    require_database,
)
from db.copies import database_backup, evidence_files, whole_schema
from db.imports import exchange
from db.observations import tallies
from db.session import open_read_session, open_write_session
from db.upgrade import is_current, upgrade_database
from impact.errors import WrongDatabase
from impact.example import build_example
from impact.words import get_plural_text, get_text


def run_upgrade(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Make the tables, or bring them up to date."""
    upgrade_database(engine)
    yield get_text(options.language, "cli.upgraded", database=format_database_address(engine))


def run_example(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Plant the fictional example."""
    upgrade_database(engine)
    example_data = build_example(options.language, get_today())
    with open_write_session(engine) as session:
        example.create_example(session, get_administrator(session, options.language), example_data, token=uuid4().hex)
    yield get_text(
        options.language,
        "cli.planted",
        name=example_data.name,
        rings=len(example_data.rings),
        observations=len(example_data.observations),
    )


def run_export(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Export the observations of a collaboration to a CSV file."""
    require_database(engine)
    who, name = get_reader(engine, options)
    with open_read_session(engine) as session:
        content = exchange.export_observations(session, who, options.language)
    with database_backup.write_in_place(options.file) as part:
        part.write_bytes(content)
    yield get_text(options.language, "cli.put_out", name=name, file=options.file)


def run_check(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Look whether all is well: the file, the links between rows, the tallies, and the files under observations.

    Files that nothing refers to any more are removed. Raises WrongDatabase (not_well).
    """
    require_database(engine)
    if not is_current(engine):
        raise WrongDatabase(reason="old")
    fault_count = 0
    for find_faults in (_find_damage, _find_broken_links, _find_wrong_tallies, _count_missing_files):
        for line in find_faults(engine, options.language):
            fault_count += 1
            yield line
    if fault_count:
        raise WrongDatabase(reason="not_well", count=fault_count)
    database_backup.clear_leftovers(engine)
    with open_read_session(engine) as session:
        if count := evidence_files.remove_unreferenced(session, evidence_files.open_store(engine)):
            yield get_plural_text(options.language, "cli.files_swept", count)
        yield get_plural_text(
            options.language,
            "cli.well",
            len(collaborations.list_collaborations(session)),
            database=format_database_address(engine),
        )


def _find_damage(engine: Engine, language: str) -> Iterator[str]:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            for (line,) in connection.execute(text("PRAGMA integrity_check")):
                if line != "ok":
                    yield get_text(language, "cli.damaged", line=line)


def _find_broken_links(engine: Engine, language: str) -> Iterator[str]:
    """SQLite keeps links only for who switched that on; PostgreSQL always does."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            for table, *_ in connection.execute(text("PRAGMA foreign_key_check")):
                yield get_text(language, "cli.broken_link", table=table)


def _find_wrong_tallies(engine: Engine, language: str) -> Iterator[str]:
    with open_read_session(engine) as session:
        for collaboration in collaborations.list_collaborations(session):
            if count := tallies.count_tally_differences(session, collaboration.id):
                yield get_plural_text(language, "cli.wrong_tallies", count, name=collaboration.name)


def _count_missing_files(engine: Engine, language: str) -> Iterator[str]:
    with open_read_session(engine) as session:
        if count := evidence_files.count_missing(session, evidence_files.open_store(engine)):
            yield get_plural_text(language, "cli.missing_files", count)


def run_schema(_engine: Engine, options: CliOptions) -> Iterator[str]:
    """Write the JSON Schema of a whole collaboration anew, as the tables and the fields are now."""
    with database_backup.write_in_place(whole_schema.SCHEMA_FILE) as part:
        part.write_bytes(whole_schema.format_schema())
    yield get_text(options.language, "cli.schema_written", file=whole_schema.SCHEMA_FILE)


COMMANDS: dict[str, Callable[[Engine, CliOptions], Iterator[str]]] = {
    "upgrade": run_upgrade,
    "example": run_example,
    "import": run_import,
    "export": run_export,
    "pack": run_pack,
    "unpack": run_unpack,
    "backup": run_backup,
    "restore": run_restore,
    "check": run_check,
    "schema": run_schema,
}
COMMANDS_WITH_FILE = ("import", "export", "pack", "unpack", "backup", "restore")
