"""A backup of everything on this server, to download and to put back."""

from dataclasses import replace

import streamlit as st

from db import collaborations
from db.copies import backup_zip
from db.copies.database_backup import can_back_up, get_database_folder, open_temporary_folder
from impact.access import Act
from impact.model import Who
from pages.ui.database import get_engine, get_file_store, read_session
from pages.ui.download import show_download
from pages.ui.language import t, today
from pages.ui.server_restore import RESTORE_COMMAND, require_manage_all, show_restore
from pages.ui.visitor import may

BACKUP_COMMAND = "`python -m db backup`"


def show_backup(who: Who) -> None:
    """Offer a backup to download and to restore, to those who may manage every collaboration on this server."""
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
        require_manage_all(database_engine, who)  # once more: the button may have stood on the page for hours
        with open_temporary_folder(get_database_folder(database_engine)) as folder:
            file = folder / "rimpel.zip"
            backup_zip.write_backup(database_engine, file_store, file)
            return file.read_bytes()

    file_name = f"rimpel-{today().isoformat()}.zip"
    show_download(t("data.backup"), build_backup_zip, file_name, icon=":material/save:", key="data_backup")
    show_restore(who)
