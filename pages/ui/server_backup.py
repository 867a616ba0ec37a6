"""A backup of everything on this server, and putting one back: looked through, told, and only then put in place."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from db import collaborations
from db.copies import backup_zip
from db.copies.backup_zip import BackupContents, RestoreResult
from db.copies.database_backup import can_back_up, get_database_folder, open_temporary_folder
from db.people import require_permission
from db.session import Engine, open_read_session
from impact.access import Act
from impact.errors import NotAllowed, RimpelError, Unreachable
from impact.model import Who
from impact.observation.observation_rules import clean_line
from impact.words.error_text import describe_error
from pages.ui import browser
from pages.ui.database import get_engine, get_file_store, read_session, reset_server_memory
from pages.ui.language import escape_markdown, format_day, get_language, t, tn, today
from pages.ui.messages import show_errors
from pages.ui.visitor import may

MAX_BACKUP_MB = 100
MAX_UNPACKED_BYTES = 2_000_000_000
MAX_NAMES_SHOWN = 10
BACKUP_COMMAND, RESTORE_COMMAND = "`python -m db backup`", "`python -m db restore`"
UPLOADER_KEY, CONTENT_KEY, WORD_KEY = "backup_round", "backup_found", "backup_word"


def show_backup(who: Who) -> None:
    """The last section: a backup out, and one back in, for who may manage all there is at the moment of asking."""
    st.header(t("data.view.backup"))
    database_engine = get_engine()
    if not can_back_up(database_engine):
        st.write(t("data.backup_elsewhere"))
        return
    with read_session() as session:
        all_collaborations = collaborations.list_collaborations(session)
    if not all(
        may(replace(who, collaboration_id=collaboration.id), Act.MANAGE) for collaboration in all_collaborations
    ):
        st.write(t("data.backup_others"))
        return
    st.write(t("backup.text"))
    st.write(t("backup.command", backup=BACKUP_COMMAND, restore=RESTORE_COMMAND))
    file_store = get_file_store()

    def build_backup_zip() -> bytes:
        _require_manage_all(database_engine, who)
        with open_temporary_folder(get_database_folder(database_engine)) as folder:
            file = folder / "rimpel.zip"
            backup_zip.write_backup(database_engine, file_store, file)
            return file.read_bytes()

    st.download_button(
        t("data.backup"),
        build_backup_zip,
        file_name=f"rimpel-{today().isoformat()}.zip",
        mime="application/zip",
        icon=":material/save:",
        on_click="ignore",
        key="data_backup",
    )
    with st.expander(t("backup.in_title"), icon=":material/settings_backup_restore:", key="backup_in"):
        _show_restore(who)


def show_first_restore() -> None:
    """Putting a backup back where there is no collaboration yet, by whoever is first."""
    database_engine = get_engine()
    with read_session() as session:
        if collaborations.list_collaborations(session) or not can_back_up(database_engine):
            return
    with st.expander(t("backup.in_title"), icon=":material/settings_backup_restore:", key="backup_in"):
        _show_restore(None)


def _require_manage_all(database_engine: Engine, who: Who | None) -> None:
    with open_read_session(database_engine) as session:
        for collaboration in collaborations.list_collaborations(session):
            if who is None:
                raise NotAllowed(act=Act.MANAGE.value)
            require_permission(session, replace(who, collaboration_id=collaboration.id), Act.MANAGE)


def _show_restore(who: Who | None) -> None:
    st.write(t("backup.in_text"))
    file = st.file_uploader(
        t("backup.file", most=MAX_BACKUP_MB),
        type=["zip", "db"],
        max_upload_size=MAX_BACKUP_MB,
        key=f"backup_file_{st.session_state.setdefault(UPLOADER_KEY, uuid4().hex)}",
    )
    st.write(t("backup.in_command", command=RESTORE_COMMAND))
    if file is None:
        return
    backup_contents = _read_backup(file)
    if isinstance(backup_contents, RimpelError):
        st.error(describe_error(get_language(), backup_contents), icon=":material/error:")
        return
    with st.container(border=True, key="backup_what"):
        _show_backup_contents(backup_contents)
        _confirm_restore(who, file)


def _read_backup(file: Any) -> BackupContents | RimpelError:
    """What this backup holds, looked through once for each file and not at every run."""
    cached_content = st.session_state.get(CONTENT_KEY)
    if cached_content is None or cached_content[0] != file.file_id:
        try:
            with st.spinner(t("backup.looking")), open_temporary_folder(get_database_folder(get_engine())) as folder:
                backup_path = _write_uploaded_backup(file, folder)
                with backup_zip.open_backup(backup_path, backup_path.parent, MAX_UNPACKED_BYTES) as opened_backup:
                    cached_content = (file.file_id, opened_backup.contents)
        except Unreachable as error:
            return error  # of the place and not of the file: looked through anew as soon as there is room
        except RimpelError as error:
            cached_content = (file.file_id, error)
        st.session_state[CONTENT_KEY] = cached_content
        st.session_state.pop(WORD_KEY, None)
    backup_contents: BackupContents | RimpelError = cached_content[1]
    return backup_contents


def _write_uploaded_backup(file: Any, folder: Path) -> Path:
    backup_path = folder / "backup"
    with backup_path.open("wb") as stream:
        stream.write(file.getbuffer())
    return backup_path


def _show_backup_contents(backup_contents: BackupContents) -> None:
    """What is in it: when it was made, which collaborations, how much, and what is missing."""
    st.markdown(t("backup.made", day=format_day(backup_contents.made_at), step=backup_contents.database_revision))
    names = " · ".join(escape_markdown(name) for name in backup_contents.collaboration_names[:MAX_NAMES_SHOWN])
    more_count = len(backup_contents.collaboration_names) - MAX_NAMES_SHOWN
    st.markdown(
        names + (f" · {tn('common.more', more_count)}" if more_count > 0 else "") if names else t("backup.nothing")
    )
    files = f", {tn('common.count.files', backup_contents.files)}" if backup_contents.files else ""
    st.write(f"{tn('common.count.observations', backup_contents.observations)}{files}.")
    if backup_contents.missing:
        st.caption(tn("backup.missing", backup_contents.missing))


def _confirm_restore(who: Who | None, file: Any) -> None:
    st.warning(t("backup.replaces"), icon=":material/warning:")
    word = t("backup.word")
    with st.form("backup_form", enter_to_submit=False, border=False):
        typed_word = st.text_input(t("backup.type", word=word), max_chars=40, key=WORD_KEY)
        is_confirmed = st.form_submit_button(
            t("common.restore"), icon=":material/settings_backup_restore:", key="backup_go"
        )
    if not is_confirmed:
        return
    if clean_line(typed_word).casefold() != word:
        st.error(t("backup.other_word", word=word), icon=":material/error:")
        return
    restore_result = None
    with show_errors(), st.spinner(t("backup.putting_back")):
        _require_manage_all(get_engine(), who)
        with open_temporary_folder(get_database_folder(get_engine())) as folder:
            restore_result = backup_zip.restore_backup(
                get_engine(), get_file_store(), _write_uploaded_backup(file, folder), MAX_UNPACKED_BYTES
            )
        reset_server_memory()
        for name in (CONTENT_KEY, UPLOADER_KEY):
            st.session_state.pop(name, None)
    if restore_result:
        _show_restore_result(restore_result)


def _show_restore_result(restore_result: RestoreResult) -> None:
    """What was done stays to be read: whoever goes on from here may find another pond, and take no part in it."""
    observations_text = tn("common.count.observations", restore_result.database.observations)
    with st.container(key="backup_done"):
        browser.bring_into_view(uuid4().hex)
        st.success(t("backup.done", observations=observations_text), icon=":material/check_circle:")
        if restore_result.database.aside:
            st.write(t("backup.aside", file=escape_markdown(str(restore_result.database.aside))))
        if restore_result.missing:
            st.write(tn("backup.missing", restore_result.missing))
    st.button(t("backup.go_on"), icon=":material/arrow_forward:", key="backup_on")
    st.stop()
