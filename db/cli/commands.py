"""The commands for people who run Rimpel: each does one thing and yields what it did, line by line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, text

from db import collaborations, example, export
from db.cli.import_command import run_import
from db.cli.options import (
    CliOptions,
    format_database_address,
    get_administrator,
    get_reader,
    get_today,
    require_database,
)
from db.copies import backup_zip, database_backup, evidence_files, whole_export, whole_import, whole_schema
from db.observations import tallies
from db.session import open_read_session, open_write_session
from db.upgrade import is_current, upgrade_database
from impact.errors import WrongDatabase
from impact.example import build_example
from impact.whole.collaboration_file import CollaborationFile, read_collaboration_file
from impact.words import get_plural_text, get_text


def run_upgrade(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Make the tables, or bring them up to date."""
    upgrade_database(engine)
    yield get_text(options.language, "cli.upgraded", database=format_database_address(engine))


def run_example(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Add the collaboration of the fictional example."""
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
        content = export.export_observations(session, who, options.language)
    with database_backup.write_in_place(options.file) as part:
        part.write_bytes(content)
    yield get_text(options.language, "cli.put_out", name=name, file=options.file)


def run_check(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Check the database file, the links between rows, the tallies, and the files under observations.

    Files that nothing refers to any more are removed. Raise WrongDatabase (not_well) when something is wrong.
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
    # SQLite checks foreign keys only on a connection that switched that on; PostgreSQL always does.
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
    """Write the JSON Schema of a whole collaboration again, from the tables and the fields as they are now."""
    with database_backup.write_in_place(whole_schema.SCHEMA_FILE) as part:
        part.write_bytes(whole_schema.format_schema())
    yield get_text(options.language, "cli.schema_written", file=whole_schema.SCHEMA_FILE)


def run_pack(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Export a whole collaboration to one file."""
    require_database(engine)
    who, name = get_reader(engine, options)
    with (
        open_read_session(engine) as session,
        database_backup.write_in_place(options.file) as part,
        part.open("wb") as stream,
    ):
        whole_export.write_collaboration(session, who, evidence_files.open_store(engine), stream)
    with _open_whole_file(options.file) as package:
        observation_count = get_plural_text(
            options.language, "common.count.observations", len(package.data["observations"])
        )
    yield get_text(options.language, "cli.packed", name=name, file=options.file, observations=observation_count)


def run_unpack(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Import a whole collaboration, as the one it was or as a copy."""
    upgrade_database(engine)
    store = evidence_files.open_store(engine)
    with _open_whole_file(options.file) as package:
        whole_import.save_files(store, package)
        with open_write_session(engine) as session:
            person_id = get_administrator(session, options.language)
            whole_import.import_collaboration(session, person_id, package, token=uuid4().hex, copy_name=options.copy)
        # Once more: somebody may have removed files that nothing referred to before the rows were there.
        whole_import.save_files(store, package)
    name = options.copy or package.data["collaboration"]["name"]
    observation_count = get_plural_text(
        options.language, "common.count.observations", len(package.data["observations"])
    )
    yield get_text(options.language, "cli.unpacked", name=name, observations=observation_count)


@contextmanager
def _open_whole_file(file: Path) -> Iterator[CollaborationFile]:
    """Open this file and check it."""
    with file.open("rb") as stream:
        yield read_collaboration_file(stream, get_today())


def run_backup(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Copy the database and its files: to one file when its name ends in .zip, else to a file and a folder."""
    live_store, target_store = evidence_files.open_store(engine), evidence_files.open_store_beside(options.file)
    if options.file.suffix.lower() == ".zip":
        packed = backup_zip.write_backup(engine, live_store, options.file)
        yield _format_copied(
            options.language,
            "cli.backed_up",
            database_backup.DatabaseCopy(options.file, len(packed.collaboration_names), packed.observations),
        )
        if packed.files:
            yield get_plural_text(options.language, "cli.files_packed", packed.files)
        return
    # The files first: when there is no room for them, an older backup of this name stays as it is.
    count = 0
    if live_store != target_store and database_backup.can_back_up(engine):
        require_database(engine)
        with open_read_session(engine) as session:
            count = evidence_files.copy_files(session, live_store, target_store)
    yield _format_copied(options.language, "cli.backed_up", database_backup.back_up_database(engine, options.file))
    if live_store == target_store:
        return
    with open_read_session(engine) as session:
        count += evidence_files.copy_files(session, live_store, target_store, only_new=True)
        evidence_files.remove_unreferenced(session, target_store, even_new=True)
    if count:
        yield get_plural_text(options.language, "cli.files_backed_up", count, folder=target_store.root)


def run_restore(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Restore a backup in the place of the database."""
    restored = backup_zip.restore_backup(engine, evidence_files.open_store(engine), options.file)
    yield _format_copied(options.language, "cli.put_back", restored.database)
    if restored.database.aside:
        yield get_text(options.language, "cli.aside", file=restored.database.aside)
    if restored.files:
        yield get_plural_text(options.language, "cli.files_put_back", restored.files)
    if restored.missing:
        yield get_plural_text(options.language, "cli.missing_files", restored.missing)


def _format_copied(language: str, key: str, copied: database_backup.DatabaseCopy) -> str:
    return get_text(
        language,
        key,
        file=copied.file,
        collaborations=get_plural_text(language, "cli.collaborations", copied.collaborations),
        observations=get_plural_text(language, "common.count.observations", copied.observations),
    )


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
