"""The database as the screens see it: one engine for the server, a session to read and one to write."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from db import cleanup
from db.copies import database_backup
from db.copies.evidence_files import FileStore, open_store
from db.engine import open_engine
from db.session import Engine, Session, open_read_session, open_write_session
from db.upgrade import upgrade_database
from impact.errors import Unreachable

log = logging.getLogger("rimpel")


@st.cache_resource(show_spinner=False)  # the server asks for it too, where no page can show one
def get_engine() -> Engine:
    """Return the one engine of this server, after bringing the database up to date."""
    new_engine = open_engine()
    upgrade_database(new_engine)
    try:
        database_backup.clear_leftovers(new_engine)
        open_store(new_engine).clear_pieces()
        cleanup.clear_remains(new_engine, open_store(new_engine))
    except Unreachable:  # where nothing can be written, what is there can still be looked at
        log.exception("what was left behind could not be cleared away")
    return new_engine


def get_file_store() -> FileStore:
    """Return the store of the evidence files."""
    return open_store(get_engine())


def reset_server_memory() -> None:
    """Forget everything this server keeps of the database, because another one took its place."""
    get_engine().dispose()
    st.cache_data.clear()
    st.cache_resource.clear()


@contextmanager
def read_session() -> Iterator[Session]:
    """Open a session that only reads."""
    with open_read_session(get_engine()) as session:
        yield session


@contextmanager
def write_session() -> Iterator[Session]:
    """Open a session for one act: all of it is written, or nothing."""
    with open_write_session(get_engine()) as session:
        yield session


@st.cache_resource(show_spinner=False)
def freeze_after_startup() -> None:
    """Keep the garbage collector, which Streamlit calls after every run, from walking over what is loaded by now."""
    gc.collect()
    gc.freeze()
