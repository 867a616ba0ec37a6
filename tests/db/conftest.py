"""What the tests of the store share: a session in one transaction, and the command line on a database of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.__main__ import main
from db.engine import URL_SETTING
from db.session import open_write_session

# What a command answers: its exit code, what it said, and what it said of errors, line by line.
Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session for one act after the other, all in one transaction."""
    with open_write_session(engine) as opened:
        yield opened


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a database that is not there yet, as the command line finds it, in Dutch."""
    file = tmp_path / "data" / "rimpel.db"
    monkeypatch.setenv(URL_SETTING, f"sqlite:///{file}")
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    return file


@pytest.fixture
def run(database: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call it with the words of a command."""

    def carry_out(*words: object) -> tuple[int, list[str], list[str]]:
        code = main([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out.splitlines(), told.err.splitlines()

    return carry_out
