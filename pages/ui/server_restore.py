"""Restoring a backup of everything on this server: its contents are read, shown, and only then put in place."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from db import collaborations
from db.copies import backup_zip
from db.copies.backup_zip import BackupContents, RestoreResult
from db.copies.database_backup import get_database_folder, open_temporary_folder
from db.people import require_permission
from db.session import Engine, open_read_session
from impact.access import Act
from impact.errors import NotAllowed, RimpelError
from impact.model import Who
from impact.observation.observation_rules import clean_line
from pages.ui import browser
from pages.ui.database import get_engine, get_file_store, reset_server_memory
from pages.ui.language import escape_markdown, format_day, t, tn
from pages.ui.messages import describe_error, show_errors
from pages.ui.uploads import read_upload_once

# An upload is held in memory; the command line takes larger files.
MAX_BACKUP_MB = 100
# A small zip can unpack to more than the disk holds.
MAX_UNPACKED_BYTES = 2_000_000_000
MAX_NAMES_SHOWN = 10
RESTORE_COMMAND = "`python -m db restore`"
UPLOADER_KEY, CONTENT_KEY, WORD_KEY = "backup_round", "backup_found", "backup_word"


def require_manage_all(database_engine: Engine, who: Who | None) -> None:
    """Raise NotAllowed unless this person may manage every collaboration there is; without a person there may be none.

    A backup holds all collaborations, and new ones may have been made since the page was shown.
    """
    with open_read_session(database_engine) as session:
        for collaboration in collaborations.list_collaborations(session):
            if who is None:
                raise NotAllowed(act=Act.MANAGE.value)
            require_permission(session, replace(who, collaboration_id=collaboration.id), Act.MANAGE)


def show_restore(who: Who | None) -> None:
    """Show a box to restore a backup; `who` is None where there is no collaboration yet."""
    with st.expander(t("backup.in_title"), icon=":material/settings_backup_restore:", key="backup_in"):
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
        contents = read_upload_once(CONTENT_KEY, file.file_id, lambda: _read_uploaded_backup(file))
        if isinstance(contents, RimpelError):
            st.error(describe_error(contents), icon=":material/error:")
            return
        with st.container(border=True, key="backup_what"):
            _show_backup_contents(contents)
            _confirm_restore(who, file)


def _read_uploaded_backup(file: Any) -> BackupContents:
    with st.spinner(t("backup.looking")), open_temporary_folder(get_database_folder(get_engine())) as folder:
        backup_path = _write_uploaded_backup(file, folder)
        with backup_zip.open_backup(backup_path, backup_path.parent, MAX_UNPACKED_BYTES) as opened_backup:
            st.session_state.pop(WORD_KEY, None)  # the word that was typed confirms the file before this one
            return opened_backup.contents


def _write_uploaded_backup(file: Any, folder: Path) -> Path:
    backup_path = folder / "backup"
    with backup_path.open("wb") as stream:
        stream.write(file.getbuffer())
    return backup_path


def _show_backup_contents(backup_contents: BackupContents) -> None:
    """Show when the backup was made, which collaborations and how many observations it holds, and what is missing."""
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
    """Ask for a word that nobody types by accident, then put the backup in the place of all there is."""
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
        require_manage_all(get_engine(), who)
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
    """Show what was restored, and nothing else of the page: this person may be unknown in the restored database."""
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
