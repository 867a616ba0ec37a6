"""The database as the screens see it: one engine for the server, a session to look and one to act."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from db import backup as copies
from db import remains
from db.engine import open_engine
from db.files import Store, store_of
from db.session import Engine, Session, reading, writing
from db.upgrade import upgrade
from impact.errors import Unreachable
from pages.ui import kept

log = logging.getLogger("rimpel")


@st.cache_resource(show_spinner=False)  # the server asks for it too, where no page can show one
def engine() -> Engine:
    """The one engine of this server, on a database that is up to date."""
    opened = open_engine()
    upgrade(opened)
    try:
        copies.clear_leftovers(opened)
        store_of(opened).clear_pieces()
        remains.finish(opened, store_of(opened))
    except Unreachable:  # where nothing can be written, what is there can still be looked at
        log.exception("what was left behind could not be cleared away")
    return opened


def store() -> Store:
    """Where the files under observations are kept."""
    return store_of(engine())


def clear_up() -> bool:
    """Clear away what remains of what was just deleted for good; False when the database was too busy for now."""
    kept.forget()
    return remains.finish(engine(), store())


def start_anew() -> None:
    """Let go of all the server remembers of the database: another one stands in its place."""
    engine().dispose()
    st.cache_data.clear()
    st.cache_resource.clear()


@contextmanager
def look() -> Iterator[Session]:
    """A session that looks."""
    with reading(engine()) as session:
        yield session


@contextmanager
def act() -> Iterator[Session]:
    """A session for one act: all of it is kept, or nothing."""
    with writing(engine()) as session:
        yield session


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Say once that what is loaded by now stays: the collector, called after every run, need not walk over it."""
    gc.collect()
    gc.freeze()
