"""The database as the screens see it: one engine for the server, a session to look and one to act."""

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
    """The one engine of this server, on a database that is up to date."""
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
    """Where the files under observations are kept."""
    return open_store(get_engine())


def reset_server_memory() -> None:
    """Let go of all the server remembers of the database: another one stands in its place."""
    get_engine().dispose()
    st.cache_data.clear()
    st.cache_resource.clear()


@contextmanager
def read_session() -> Iterator[Session]:
    """A session that looks."""
    with open_read_session(get_engine()) as session:
        yield session


@contextmanager
def write_session() -> Iterator[Session]:
    """A session for one act: all of it is kept, or nothing."""
    with open_write_session(get_engine()) as session:
        yield session


@st.cache_resource(show_spinner=False)
def freeze_after_startup() -> None:
    """Say once that what is loaded by now stays: the collector, called after every run, need not walk over it."""
    gc.collect()
    gc.freeze()
