"""Starting the server from the command line: what stops it before it serves, each told in one sentence."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import URL_SETTING, open_engine
from db.upgrade import is_current, upgrade_database
from impact.words import get_text
from pages.ui import server


class Started:
    """Stands where the server does, to see whether it would be run and with which settings."""

    def __init__(self) -> None:
        self.settings: dict[str, object] = {}

    def run(self, *, config: dict[str, object]) -> None:
        self.settings = config
        raise KeyboardInterrupt  # as the real one ends when somebody presses Ctrl-C


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    monkeypatch.setenv(URL_SETTING, f"sqlite:///{tmp_path / 'rimpel.db'}")
    return tmp_path / "rimpel.db"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_an_old_database_is_brought_up_to_date_before_the_server_runs(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = open_engine()
    upgrade_database(engine, "0001")
    assert not is_current(engine)
    started = Started()
    assert server.run_server(started, ["--port", "18765", "--address", "localhost"]) == 0
    assert started.settings == {"server.port": 18765, "server.address": "localhost"}
    assert is_current(engine)
    engine.dispose()
    assert capsys.readouterr().out.splitlines()[-1] == get_text("nl", "start.stopped")


def test_a_port_that_is_taken_is_named_and_the_database_left_alone(
    database: Path, taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.run_server(Started(), ["--port", str(taken)]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", get_text("nl", "start.port_taken", port=taken, other=taken + 1) + "\n")
    assert not database.exists()


def test_an_address_of_another_machine_is_named(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Set apart for documentation, so no machine has it.
    assert server.run_server(Started(), ["--port", "18765", "--address", "192.0.2.1"]) == 1
    assert "192.0.2.1" in capsys.readouterr().err
    assert not database.exists()


def test_a_database_that_cannot_be_brought_up_to_date_is_told_in_one_line(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started = Started()
    database.write_text("no database at all" * 100)
    assert server.run_server(started, ["--port", "18765"]) != 0
    told = capsys.readouterr()
    assert len(told.err.splitlines()) == 1
    assert started.settings == {}


def test_a_database_of_a_newer_rimpel_is_told_in_one_line(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_engine()
    upgrade_database(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert server.run_server(Started(), ["--port", "18765"]) != 0
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eight", "8501.0", ""])
def test_what_is_no_port_is_refused(database: Path, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        server.run_server(Started(), ["--port", port])
    assert refused.value.code == 2
    assert capsys.readouterr().err


def test_a_setting_that_cannot_be_read_stops_the_start_in_one_line(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RIMPEL_HOSTS", "a b")
    with pytest.raises(SystemExit):
        server.build_middleware()
    assert capsys.readouterr().err == get_text("nl", "error.wrong_setting", setting="RIMPEL_HOSTS", entry="a b") + "\n"
