"""The command line: python -m db COMMAND, where db/cli/commands.py lists the commands."""

import argparse
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from db.cli.commands import COMMANDS, COMMANDS_WITH_FILE
from db.cli.options import CliOptions
from db.engine import open_engine
from db.failures import find_failure
from impact.errors import NotFound, RimpelError, Unreachable
from impact.words import LANGUAGES, choose_language, get_text
from impact.words.error_text import describe_error

EXIT_FAILED, EXIT_MISUSED, EXIT_STOPPED = 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Return 0, or another number after one line on stderr that says what went wrong."""
    language = choose_language(os.environ.get("LC_ALL") or os.environ.get("LANG"))
    try:
        options = _build_parser(language).parse_args(arguments)
        language = options.language
        _run_command(options)
    except RimpelError as error:
        return _report_error(language, error)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        return _report_system_failure(language, error)
    except KeyboardInterrupt:
        return _print_failure(get_text(language, "cli.stopped"), EXIT_STOPPED)
    return 0


def _report_system_failure(language: str, error: OSError | sqlite3.Error | SQLAlchemyError) -> int:
    """Report what a database, a disk or a file answered: in our words where we know the failure, else in theirs."""
    failure = find_failure(error)
    if failure:
        failure.__cause__ = error
        return _report_error(language, failure)
    if isinstance(error, OSError):
        return _print_failure(
            get_text(language, "cli.file_failed", file=error.filename, cause=_join_lines(error.strerror))
        )
    return _print_failure(
        get_text(language, "cli.database_failed", cause=_join_lines(getattr(error, "orig", None) or error))
    )


def _run_command(options: argparse.Namespace) -> None:
    engine = open_engine()
    try:
        values = {name: value for name, value in vars(options).items() if name != "command"}
        for line in COMMANDS[options.command](engine, CliOptions(**values)):
            print(line, flush=True)
    finally:
        engine.dispose()


def _report_error(language: str, error: RimpelError) -> int:
    if isinstance(error, NotFound) and error.facts.get("what") == "collaboration":
        return _print_failure(get_text(language, "cli.no_collaboration"))
    cause = error.__cause__
    if type(error) is Unreachable and cause:  # the cause says more than that the database does not answer
        return _print_failure(
            get_text(language, "cli.database_failed", cause=_join_lines(getattr(cause, "orig", None) or cause))
        )
    place = getattr(cause, "filename", None)
    return _print_failure(describe_error(language, error) + (f" ({_join_lines(place)})" if place else ""))


def _print_failure(line: str, code: int = EXIT_FAILED) -> int:
    print(line, file=sys.stderr)
    return code


def _join_lines(cause: object) -> str:
    return " ".join(str(cause).split())


class _OneLineParser(argparse.ArgumentParser):
    """A parser that reports an error in one line, as every other failure of a command."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_MISUSED, f"{self.prog}: {_join_lines(message)}\n")


def _build_parser(language: str) -> argparse.ArgumentParser:
    parser = _OneLineParser(prog="python -m db", description=get_text(language, "cli.about"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    for name in COMMANDS:
        command = commands.add_parser(name, help=get_text(language, f"cli.help.{name}"))
        command.add_argument(
            "--language", choices=LANGUAGES, default=language, help=get_text(language, "cli.help.language")
        )
        if name in COMMANDS_WITH_FILE:
            command.add_argument("file", type=Path, metavar="FILE")
        if name in ("import", "export", "pack"):
            command.add_argument("--collaboration", metavar="NAME", help=get_text(language, "cli.help.collaboration"))
        if name == "unpack":
            command.add_argument("--copy", metavar="NAME", help=get_text(language, "cli.help.copy"))
        if name == "import":
            _add_import_flags(command, language)
    return parser


def _add_import_flags(command: argparse.ArgumentParser, language: str) -> None:
    command.add_argument("--name", help=get_text(language, "cli.help.name"))
    for flag, form in (("map", "COLUMN=FIELD"), ("fix", "FIELD=VALUE"), ("word", "FIELD:TEXT=MEANING"),
                       ("answer", "QUESTION=ANSWER")):  # fmt: skip
        text = get_text(language, f"cli.help.{flag}")
        command.add_argument(f"--{flag}", action="append", default=[], metavar=form, help=text)
    text = get_text(language, "cli.help.header")
    command.add_argument("--header", action=argparse.BooleanOptionalAction, default=None, help=text)
    for flag in ("accept", "skip_duplicates", "skip_refused", "dry_run"):
        name = f"--{flag.replace('_', '-')}"
        command.add_argument(name, action="store_true", help=get_text(language, f"cli.help.{flag}"))


if __name__ == "__main__":
    sys.exit(main())
