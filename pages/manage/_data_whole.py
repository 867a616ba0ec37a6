"""A whole collaboration as one file: taking it along, and bringing one in, also where there is nothing yet."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import streamlit as st

from db import whole, whole_in
from db.session import reading
from impact.errors import RimpelError
from impact.exchange.whole import Whole, read
from impact.model import Collaboration, Who
from impact.words.trouble import in_words
from pages.ui import browser
from pages.ui.database import act, engine, look, store
from pages.ui.here import open_up
from pages.ui.language import day, language, plain, t, tn, today
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token

MOST_MB = 100
COMMAND = "`python -m db unpack`"
ROUND, FOUND, COPY = "whole_round", "whole_found", "whole_copy"
COUNTED = ("rings", "observations", "files", "ripples", "milestones", "stories")


def take_along(who: Who, collaboration: Collaboration) -> None:
    """Everything of this collaboration, made when it is asked for."""
    st.header(t("whole.title"))
    st.write(t("whole.text", name=plain(collaboration.name)))
    st.caption(t("whole.stays"))
    opened, kept = engine(), store()

    def content() -> bytes:
        stream = BytesIO()
        with reading(opened) as session:
            whole.written(session, who, kept, stream)
        return stream.getvalue()

    st.download_button(
        t("whole.download"),
        content,
        file_name=f"{t('whole.file_name')}-{today().isoformat()}.zip",
        mime="application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
        key="whole_download",
    )


def another(who: Who) -> None:
    """A collaboration that was taken along somewhere, brought in beside this one."""
    st.header(t("whole.in_title"))
    with st.container(key="whole_in"):
        bring_in(lambda: who.person_id)


def bring_in(person: Callable[[], str]) -> None:
    """From a file to a collaboration; `person` tells who brings it in, once they do."""
    st.write(t("whole.in_text"))
    file = st.file_uploader(
        t("whole.file", most=MOST_MB),
        type=["zip"],
        max_upload_size=MOST_MB,
        key=f"whole_file_{st.session_state.setdefault(ROUND, uuid4().hex)}",
    )
    st.write(t("whole.in_command", command=COMMAND))
    if file is None:
        return
    found = _looked_through(file)
    if isinstance(found, RimpelError):
        st.error(in_words(language(), found), icon=":material/error:")
        return
    with st.container(border=True, key="whole_what"):
        _decide(found, file.file_id, person)


def _looked_through(file: Any) -> Whole | RimpelError:
    """What is in this file, looked through once for each file and not at every run."""
    kept = st.session_state.get(FOUND)
    if kept is None or kept[0] != file.file_id:
        try:
            with st.spinner(t("whole.looking")):
                kept = (file.file_id, read(file, today()))
        except RimpelError as error:
            kept = (file.file_id, error)
        st.session_state[FOUND] = kept
        st.session_state.pop(COPY, None)
    found: Whole | RimpelError = kept[1]
    return found


def _decide(found: Whole, file_id: str, person: Callable[[], str]) -> None:
    owner = found.told["collaboration"]
    counts = ", ".join(tn(f"whole.own.{name}", len(found.told[name])) for name in COUNTED if found.told[name])
    st.markdown(t("whole.found", name=plain(owner["name"])))
    st.write(t("whole.found_what", what=counts, day=day(datetime.fromisoformat(owner["updated_at"]))))
    with look() as session:
        here, erased = whole_in.is_here(session, found), whole_in.erased_here(session, found)
    if erased:
        st.caption(tn("whole.left_out", erased))
    if here:
        st.info(t("whole.here"), icon=":material/content_copy:")
        st.session_state.setdefault(COPY, t("whole.copy_of", name=owner["name"][:100]))
        st.text_input(t("whole.copy_name"), max_chars=120, key=COPY)
    st.caption(t("whole.coordinate"))
    if st.button(t("whole.take_in"), type="primary", icon=":material/download_done:", key="whole_take_in"):
        with catching(), st.spinner(t("whole.taking_in")):
            _take_in(found, file_id, person(), st.session_state[COPY] if here else None)


def _take_in(found: Whole, file_id: str, person_id: str, copy: str | None) -> None:
    kept, once = store(), f"whole_{file_id}"
    whole_in.keep_files(kept, found)
    with act() as session:
        made = whole_in.take_in(session, person_id, found, token=token(once), copy=copy)
    whole_in.keep_files(kept, found)
    spent(once)
    for name in (FOUND, ROUND, COPY):
        st.session_state.pop(name, None)
    open_up(made)
    browser.to_top()
    tell_after("whole.taken_in", name=plain(copy or found.told["collaboration"]["name"]))
    st.switch_page("pages/see/home.py")
