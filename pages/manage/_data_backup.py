"""A backup of everything on this server, and putting one back: looked through, told, and only then put in place."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from db import backup_zip, collaborations
from db.backup import folder_of, is_possible, room
from db.backup_zip import Held, PutBack
from db.people import permit
from db.session import Engine, reading
from impact.access import Act
from impact.errors import NotAllowed, RimpelError, Unreachable
from impact.model import Who
from impact.observe import one_line
from impact.words.trouble import in_words
from pages.ui import browser
from pages.ui.database import engine, look, start_anew, store
from pages.ui.here import may
from pages.ui.language import day, language, plain, t, tn, today
from pages.ui.tell import catching

MOST_MB = 100
MOST_UNPACKED = 2_000_000_000
NAMES_SHOWN = 10
BACKUP, RESTORE = "`python -m db backup`", "`python -m db restore`"
ROUND, FOUND, WORD = "backup_round", "backup_found", "backup_word"


def back_up(who: Who) -> None:
    """The last section: a backup out, and one back in, for who may manage all there is at the moment of asking."""
    st.header(t("data.backup_title"))
    opened = engine()
    if not is_possible(opened):
        st.write(t("data.backup_elsewhere"))
        return
    with look() as session:
        kept = collaborations.here(session)
    if not all(may(replace(who, collaboration_id=one.id), Act.MANAGE) for one in kept):
        st.write(t("data.backup_others"))
        return
    st.write(t("backup.text"))
    st.write(t("backup.command", backup=BACKUP, restore=RESTORE))
    kept_files = store()

    def content() -> bytes:
        _must_manage_all(opened, who)
        with room(folder_of(opened)) as folder:
            file = folder / "rimpel.zip"
            backup_zip.pack(opened, kept_files, file)
            return file.read_bytes()

    st.download_button(
        t("data.backup"),
        content,
        file_name=f"rimpel-{today().isoformat()}.zip",
        mime="application/zip",
        icon=":material/save:",
        on_click="ignore",
        key="data_backup",
    )
    with st.expander(t("backup.in_title"), icon=":material/settings_backup_restore:", key="backup_in"):
        _put_back(who)


def into_nothing() -> None:
    """Putting a backup back where there is no collaboration yet, by whoever is first."""
    opened = engine()
    with look() as session:
        if collaborations.here(session) or not is_possible(opened):
            return
    with st.expander(t("backup.in_title"), icon=":material/settings_backup_restore:", key="backup_in"):
        _put_back(None)


def _must_manage_all(opened: Engine, who: Who | None) -> None:
    with reading(opened) as session:
        for one in collaborations.here(session):
            if who is None:
                raise NotAllowed(act=Act.MANAGE.value)
            permit(session, replace(who, collaboration_id=one.id), Act.MANAGE)


def _put_back(who: Who | None) -> None:
    st.write(t("backup.in_text"))
    file = st.file_uploader(
        t("backup.file", most=MOST_MB),
        type=["zip", "db"],
        max_upload_size=MOST_MB,
        key=f"backup_file_{st.session_state.setdefault(ROUND, uuid4().hex)}",
    )
    st.write(t("backup.in_command", command=RESTORE))
    if file is None:
        return
    found = _looked_through(file)
    if isinstance(found, RimpelError):
        st.error(in_words(language(), found), icon=":material/error:")
        return
    with st.container(border=True, key="backup_what"):
        _tell(found)
        _decide(who, file)


def _looked_through(file: Any) -> Held | RimpelError:
    """What this backup holds, looked through once for each file and not at every run."""
    kept = st.session_state.get(FOUND)
    if kept is None or kept[0] != file.file_id:
        try:
            with st.spinner(t("backup.looking")), room(folder_of(engine())) as folder:
                place = _laid_down(file, folder)
                with backup_zip.opened(place, place.parent, MOST_UNPACKED) as opened:
                    kept = (file.file_id, opened.held)
        except Unreachable as error:
            return error  # of the place and not of the file: looked through anew as soon as there is room
        except RimpelError as error:
            kept = (file.file_id, error)
        st.session_state[FOUND] = kept
        st.session_state.pop(WORD, None)
    found: Held | RimpelError = kept[1]
    return found


def _laid_down(file: Any, folder: Path) -> Path:
    place = folder / "backup"
    with place.open("wb") as stream:
        stream.write(file.getbuffer())
    return place


def _tell(held: Held) -> None:
    """What is in it: when it was made, which collaborations, how much, and what is missing."""
    st.markdown(t("backup.made", day=day(held.at), step=held.step))
    names = " · ".join(plain(name) for name in held.names[:NAMES_SHOWN])
    more = len(held.names) - NAMES_SHOWN
    st.markdown(names + (f" · {tn('backup.more', more)}" if more > 0 else "") if names else t("backup.nothing"))
    files = f", {tn('backup.files', held.files)}" if held.files else ""
    st.write(f"{tn('backup.observations', held.observations)}{files}.")
    if held.missing:
        st.caption(tn("backup.missing", held.missing))


def _decide(who: Who | None, file: Any) -> None:
    st.warning(t("backup.replaces"), icon=":material/warning:")
    word = t("backup.word")
    with st.form("backup_form", enter_to_submit=False, border=False):
        typed = st.text_input(t("backup.type", word=word), max_chars=40, key=WORD)
        sure = st.form_submit_button(t("backup.put_back"), icon=":material/settings_backup_restore:", key="backup_go")
    if not sure:
        return
    if one_line(typed).casefold() != word:
        st.error(t("backup.other_word", word=word), icon=":material/error:")
        return
    done = None
    with catching(), st.spinner(t("backup.putting_back")):
        _must_manage_all(engine(), who)
        with room(folder_of(engine())) as folder:
            done = backup_zip.put_back(engine(), store(), _laid_down(file, folder), MOST_UNPACKED)
        start_anew()
        for name in (FOUND, ROUND):
            st.session_state.pop(name, None)
    if done:
        _done(done)


def _done(done: PutBack) -> None:
    """What was done stays to be read: whoever goes on from here may find another pond, and take no part in it."""
    seen = tn("backup.observations", done.copied.observations)
    with st.container(key="backup_done"):
        browser.bring_in_view(uuid4().hex)
        st.success(t("backup.done", observations=seen), icon=":material/check_circle:")
        if done.copied.aside:
            st.write(t("backup.aside", file=plain(str(done.copied.aside))))
        if done.missing:
            st.write(tn("backup.missing", done.missing))
    st.button(t("backup.go_on"), icon=":material/arrow_forward:", key="backup_on")
    st.stop()
