"""The commands for files that hold everything: of one collaboration, or of the whole database as a backup."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from db.cli.options import CliOptions, get_administrator, get_reader, get_today, require_database
from db.copies import backup_zip, database_backup, evidence_files, whole_export, whole_import
from db.session import open_read_session, open_write_session
from db.upgrade import upgrade_database
from impact.whole.collaboration_file import CollaborationFile, read_collaboration_file
from impact.words import get_plural_text, get_text


def run_pack(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Put a whole collaboration in one file."""
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
    """Bring in a whole collaboration, as the one it was or as a copy."""
    upgrade_database(engine)
    store = evidence_files.open_store(engine)
    with _open_whole_file(options.file) as package:
        whole_import.save_files(store, package)
        with open_write_session(engine) as session:
            person_id = get_administrator(session, options.language)
            whole_import.import_collaboration(session, person_id, package, token=uuid4().hex, copy_name=options.copy)
        whole_import.save_files(store, package)
    name = options.copy or package.data["collaboration"]["name"]
    observation_count = get_plural_text(
        options.language, "common.count.observations", len(package.data["observations"])
    )
    yield get_text(options.language, "cli.unpacked", name=name, observations=observation_count)


@contextmanager
def _open_whole_file(file: Path) -> Iterator[CollaborationFile]:
    """This file, looked through."""
    with file.open("rb") as stream:
        yield read_collaboration_file(stream, get_today())


def run_backup(engine: Engine, options: CliOptions) -> Iterator[str]:
    """Copy the database and what is kept beside it: to one file when it ends in .zip, else to a file and a folder."""
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
    # The files first: when there is no room for them, an older backup of this name is as it was.
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
    """Put a backup in the place of the database."""
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
