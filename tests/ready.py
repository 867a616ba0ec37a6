"""A database that is up to date and empty: taken through the steps once for each process, and copied from then on."""

import tempfile
from functools import cache
from pathlib import Path

from db.engine import open_engine
from db.upgrade import upgrade_database


def ready_database(file: Path) -> str:
    """The URL of an embedded database that is up to date and empty, in this file."""
    file.write_bytes(_ready())
    return f"sqlite:///{file}"


@cache
def _ready() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ready.db"
        engine = open_engine(f"sqlite:///{file}")
        upgrade_database(engine)
        engine.dispose()
        return file.read_bytes()
