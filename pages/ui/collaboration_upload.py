"""Bringing in a whole collaboration from one file, beside the others or as the first on this server."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import streamlit as st

from db.copies import whole_import
from impact.errors import RimpelError
from impact.whole.collaboration_file import CollaborationFile, read_collaboration_file
from pages.ui import browser
from pages.ui.database import get_file_store, read_session, write_session
from pages.ui.form_token import drop_form_token, get_form_token
from pages.ui.language import escape_markdown, format_day, t, tn, today
from pages.ui.messages import describe_error, show_errors, toast_after_rerun
from pages.ui.uploads import read_upload_once
from pages.ui.visitor import open_collaboration

# An upload is held in memory; the command line takes larger files.
MAX_WHOLE_MB = 100
UNPACK_COMMAND = "`python -m db unpack`"
UPLOADER_KEY, CONTENTS_KEY, COPY_NAME_KEY = "whole_round", "whole_found", "whole_copy"
COUNTED_PARTS = ("rings", "observations", "files", "ripples", "milestones", "stories")


def ask_collaboration_file(get_person_id: Callable[[], str]) -> None:
    """Ask for a file and import the collaboration in it; `get_person_id` is called only when somebody confirms."""
    st.write(t("whole.in_text"))
    file = st.file_uploader(
        t("whole.file", most=MAX_WHOLE_MB),
        type=["zip"],
        max_upload_size=MAX_WHOLE_MB,
        key=f"whole_file_{st.session_state.setdefault(UPLOADER_KEY, uuid4().hex)}",
    )
    st.write(t("whole.in_command", command=UNPACK_COMMAND))
    if file is None:
        return
    contents = read_upload_once(CONTENTS_KEY, file.file_id, lambda: _read_uploaded_collaboration(file))
    if isinstance(contents, RimpelError):
        st.error(describe_error(contents), icon=":material/error:")
        return
    with st.container(border=True, key="whole_what"):
        _confirm_collaboration(contents, file.file_id, get_person_id)


def _read_uploaded_collaboration(file: Any) -> CollaborationFile:
    st.session_state.pop(COPY_NAME_KEY, None)  # the name that was typed belongs to the file before this one
    with st.spinner(t("whole.looking")):
        return read_collaboration_file(file, today())


def _confirm_collaboration(contents: CollaborationFile, file_id: str, get_person_id: Callable[[], str]) -> None:
    """Show what is in the file, ask for a name when this collaboration is here already, and import it."""
    collaboration = contents.data["collaboration"]
    counts_text = ", ".join(
        tn(f"common.count.{name}", len(contents.data[name])) for name in COUNTED_PARTS if contents.data[name]
    )
    st.markdown(t("whole.found", name=escape_markdown(collaboration["name"])))
    st.write(
        t("whole.found_what", what=counts_text, day=format_day(datetime.fromisoformat(collaboration["updated_at"])))
    )
    with read_session() as session:
        is_here, erased_count = (
            whole_import.is_stored_here(session, contents),
            whole_import.count_erased_here(session, contents),
        )
    if erased_count:
        st.caption(tn("whole.left_out", erased_count))
    if is_here:
        st.info(t("whole.here"), icon=":material/content_copy:")
        st.session_state.setdefault(COPY_NAME_KEY, t("whole.copy_of", name=collaboration["name"][:100]))
        st.text_input(t("whole.copy_name"), max_chars=120, key=COPY_NAME_KEY)
    st.caption(t("whole.coordinate"))
    if st.button(t("whole.take_in"), type="primary", icon=":material/download_done:", key="whole_take_in"):
        with show_errors(), st.spinner(t("whole.taking_in")):
            _take_in_collaboration(
                contents, file_id, get_person_id(), st.session_state[COPY_NAME_KEY] if is_here else None
            )


def _take_in_collaboration(contents: CollaborationFile, file_id: str, person_id: str, copy_name: str | None) -> None:
    file_store, token_name = get_file_store(), f"whole_{file_id}"
    # Before the act, so that no evidence points to a missing file; and after it, because a cleanup that ran in
    # between saw files that nothing pointed to yet.
    whole_import.save_files(file_store, contents)
    with write_session() as session:
        collaboration_id = whole_import.import_collaboration(
            session, person_id, contents, token=get_form_token(token_name), copy_name=copy_name
        )
    whole_import.save_files(file_store, contents)
    drop_form_token(token_name)
    for name in (CONTENTS_KEY, UPLOADER_KEY, COPY_NAME_KEY):
        st.session_state.pop(name, None)
    open_collaboration(collaboration_id)
    browser.scroll_to_top()
    toast_after_rerun("whole.taken_in", name=escape_markdown(copy_name or contents.data["collaboration"]["name"]))
    st.switch_page("pages/home/screen.py")
