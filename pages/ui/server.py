"""Starting the server: the database is brought up to date, the screens are loaded, their address is printed."""

import argparse
import errno
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from starlette.middleware import Middleware
from streamlit import config, runtime

from db.__main__ import main as run_command
from impact.errors import WrongSetting
from impact.words import choose_language, get_text
from impact.words.error_text import describe_error
from pages.ui import host_check
from pages.ui.entry_script import EntryScript

EXIT_FAILED = 1
LOCAL_ADDRESS, ALL_ADDRESSES = "127.0.0.1", ("", "0.0.0.0", "::")  # noqa: S104
MAX_SERVER_PORT = 65_535


class ServableApp(Protocol):
    """The app with the server around it."""

    def run(self, *, config: dict[str, object]) -> None:
        """Serve until somebody stops it."""


def build_middleware() -> list[Middleware]:
    """Return what every request passes through. End the process with one line when a setting can't be read."""
    try:
        return [Middleware(host_check.HostCheck, hosts=host_check.list_allowed_hosts()), Middleware(EntryScript)]
    except WrongSetting as error:
        print(describe_error(_get_system_language(), error), file=sys.stderr)
        sys.exit(EXIT_FAILED)


def say_at_start(key: str, **facts: object) -> str:
    """Return the text of this key in the language of whoever starts the server."""
    return get_text(_get_system_language(), key, **facts)


def run_server(app: ServableApp, arguments: Sequence[str] | None = None) -> int:
    """Serve the app until it is stopped; return 0, or another number after one line that says what went wrong."""
    options = _build_start_parser().parse_args(arguments)
    refusal = _find_port_refusal(options.address, options.port)
    if refusal:
        print(refusal, file=sys.stderr)
        return EXIT_FAILED
    # Before the server: when the database can't be brought up to date, one sentence says so and nothing is served.
    code = run_command(["upgrade", "--language", _get_system_language()])
    if code:
        return code
    # What was asked here differs from the settings as read so far; Streamlit would advise to start once more.
    logging.getLogger("streamlit.config").addFilter(lambda record: "config option section" not in record.msg)
    # Stopping it is no failure. Its connections are closed by then; whether it passes the key on depends on the moment.
    with suppress(KeyboardInterrupt):
        app.run(config={"server.port": options.port, "server.address": options.address})
    print(say_at_start("start.stopped"), flush=True)
    return 0


@asynccontextmanager
async def announce_server(_app: object) -> AsyncIterator[None]:
    """Run the script once before the first visitor, and print where the screens are.

    Streamlit takes the folder `pages` for a list of pages until a script has registered its own: without this run a
    first visit by a link to a screen would be told "Page not found".
    """
    await runtime.get_instance().does_script_run_without_error()
    print(say_at_start("start.ready", address=_format_server_address()), flush=True)
    yield


def _find_port_refusal(address: str, port: int) -> str | None:
    """Return why nothing can be served at this port, or None."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as listener:
        if os.name != "nt":  # there it would let two programs have one port; elsewhere it lets go of a closed server's
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return say_at_start(
                    "start.port_taken", port=port, other=port + 1 if port < MAX_SERVER_PORT else port - 1
                )
            return say_at_start("start.port_failed", port=port, address=address, cause=error.strerror)
    return None


def _format_server_address() -> str:
    address, port = str(config.get_option("server.address") or ""), config.get_option("server.port")
    name = LOCAL_ADDRESS if address in ALL_ADDRESSES else f"[{address}]" if ":" in address else address
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{name}:{port}" + (f"/{base}" if base else "")


def _get_system_language() -> str:
    return choose_language(os.environ.get("LC_ALL") or os.environ.get("LANG"))


def _build_start_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py", description=say_at_start("start.about"))
    port, address = int(config.get_option("server.port")), str(config.get_option("server.address") or LOCAL_ADDRESS)
    parser.add_argument("--port", type=_parse_port, default=port, help=say_at_start("start.help_port", port=port))
    parser.add_argument("--address", default=address, help=say_at_start("start.help_address", address=address))
    return parser


def _parse_port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_SERVER_PORT:
        raise argparse.ArgumentTypeError(say_at_start("start.no_port", highest=MAX_SERVER_PORT))
    return int(text)
