"""The command line: python -m db upgrade | example | import | export | pack | unpack | backup | restore | check."""

import argparse
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from db.asked import Asked
from db.commands import COMMANDS, WITH_FILE
from db.engine import open_engine
from db.failures import failure_of
from impact.errors import NotFound, RimpelError, Unreachable
from impact.words import LANGUAGES, say, spoken
from impact.words.trouble import in_words

FAILED, MISUSED, STOPPED = 1, 2, 130


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command; returns 0, or another number after one line on stderr that says what went wrong."""
    language = spoken(os.environ.get("LC_ALL") or os.environ.get("LANG"))
    try:
        asked = _parser(language).parse_args(words)
        language = asked.language
        _carry_out(asked)
    except RimpelError as error:
        return _fail(language, error)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        return _fail_for(language, error)
    except KeyboardInterrupt:
        return _say_failed(say(language, "cli.stopped"), STOPPED)
    return 0


def _fail_for(language: str, error: OSError | sqlite3.Error | SQLAlchemyError) -> int:
    """Say what a database, a disk or a file answered: in our words where we know what it is, else in theirs."""
    failure = failure_of(error)
    if failure:
        failure.__cause__ = error
        return _fail(language, failure)
    if isinstance(error, OSError):
        return _say_failed(say(language, "cli.file_failed", file=error.filename, cause=_one_line(error.strerror)))
    return _say_failed(say(language, "cli.database_failed", cause=_one_line(getattr(error, "orig", None) or error)))


def _carry_out(asked: argparse.Namespace) -> None:
    engine = open_engine()
    try:
        wanted = {name: value for name, value in vars(asked).items() if name != "command"}
        for line in COMMANDS[asked.command](engine, Asked(**wanted)):
            print(line, flush=True)
    finally:
        engine.dispose()


def _fail(language: str, error: RimpelError) -> int:
    if isinstance(error, NotFound) and error.facts.get("what") == "collaboration":
        return _say_failed(say(language, "cli.no_collaboration"))
    cause = error.__cause__
    if type(error) is Unreachable and cause:  # the cause tells more than that there is no answer
        return _say_failed(say(language, "cli.database_failed", cause=_one_line(getattr(cause, "orig", None) or cause)))
    place = getattr(cause, "filename", None)
    return _say_failed(in_words(language, error) + (f" ({_one_line(place)})" if place else ""))


def _say_failed(line: str, code: int = FAILED) -> int:
    print(line, file=sys.stderr)
    return code


def _one_line(cause: object) -> str:
    return " ".join(str(cause).split())


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"{self.prog}: {_one_line(message)}\n")


def _parser(language: str) -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m db", description=say(language, "cli.about"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    for name in COMMANDS:
        command = commands.add_parser(name, help=say(language, f"cli.help.{name}"))
        command.add_argument("--language", choices=LANGUAGES, default=language, help=say(language, "cli.help.language"))
        if name in WITH_FILE:
            command.add_argument("file", type=Path, metavar="FILE")
        if name in ("import", "export", "pack"):
            command.add_argument("--collaboration", metavar="NAME", help=say(language, "cli.help.collaboration"))
        if name == "unpack":
            command.add_argument("--copy", metavar="NAME", help=say(language, "cli.help.copy"))
        if name == "import":
            _add_import_flags(command, language)
    return parser


def _add_import_flags(command: argparse.ArgumentParser, language: str) -> None:
    command.add_argument("--name", help=say(language, "cli.help.name"))
    for flag, form in (("map", "COLUMN=FIELD"), ("fix", "FIELD=VALUE"), ("word", "FIELD:TEXT=MEANING"),
                       ("answer", "QUESTION=ANSWER")):  # fmt: skip
        text = say(language, f"cli.help.{flag}")
        command.add_argument(f"--{flag}", action="append", default=[], metavar=form, help=text)
    text = say(language, "cli.help.header")
    command.add_argument("--header", action=argparse.BooleanOptionalAction, default=None, help=text)
    for flag in ("accept", "skip_duplicates", "skip_refused", "dry_run"):
        name = f"--{flag.replace('_', '-')}"
        command.add_argument(name, action="store_true", help=say(language, f"cli.help.{flag}"))


if __name__ == "__main__":
    sys.exit(main())
