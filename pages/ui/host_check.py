"""Which addresses this server answers at: any other is refused before anything is read or done.

A web page elsewhere can make its own name point at this machine (DNS rebinding), and its scripts could then read and
erase what is kept here. The browser still sends the name it believes in, as `Host` and `Origin`, so those are checked.
"""

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from impact.errors import WrongSetting
from impact.words import LANGUAGES, get_text

HOSTS_SETTING = "RIMPEL_HOSTS"
# A browser sends these names only for pages of this very machine, so no setting is needed to allow them.
LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")
# A name or a number of four parts, or an IPv6 address in brackets; then a port.
HOST_PATTERN = re.compile(r"(?:\[(?P<bracketed>[0-9a-fA-F:.]+)\]|(?P<name>[\w.-]+))(?::(?P<port>[0-9]{1,5}))?")
MAX_HOST_PORT = 65_535
DEFAULT_PORTS = {"http": 80, "https": 443}
REFUSAL_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Host(NamedTuple):
    """The name of a server, in small letters, and its port; without a port any port is meant."""

    name: str
    port: int | None = None


def read_host(text: str) -> Host | None:
    """Return the host that a `Host` header or one entry of the setting names; None when it names none."""
    match = HOST_PATTERN.fullmatch(text)
    if match is None or int(match["port"] or 0) > MAX_HOST_PORT:
        return None
    name = (match["bracketed"] or match["name"]).lower().removesuffix(".")
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii")  # as browsers send such a name
    except UnicodeError:
        return None
    return Host(name, int(match["port"]) if match["port"] else None) if name else None


def read_hosts(setting: str) -> tuple[Host, ...]:
    """Return the hosts in a setting such as "rimpel.school.nl, 10.0.0.5:8600". Raise WrongSetting."""
    hosts = []
    for entry in filter(None, map(str.strip, setting.split(","))):
        bare = re.sub(r"^https?://|/$", "", entry)
        host = read_host(f"[{bare}]" if bare.count(":") > 1 and not bare.startswith("[") else bare)
        if host is None:
            raise WrongSetting(setting=HOSTS_SETTING, entry=entry)
        hosts.append(host)
    return tuple(hosts)


def list_allowed_hosts() -> tuple[Host, ...]:
    """Return the hosts this server answers at: those of this machine and those in the setting."""
    return (*map(Host, LOCAL_NAMES), *read_hosts(os.environ.get(HOSTS_SETTING, "")))


class HostCheck:
    """Passes on requests to an allowed host from a page of that same host, and refuses all others."""

    def __init__(self, app: ASGIApp, hosts: Iterable[Host]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or WebSocket; anything else, such as the start of the server, is passed on."""
        refusal = self._find_refusal(Headers(scope=scope)) if scope["type"] in ("http", "websocket") else None
        await (refusal or self.app)(scope, receive, send)

    def _find_refusal(self, headers: Headers) -> PlainTextResponse | None:
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        host = read_host(hosts[0]) if len(hosts) == 1 else None
        if host is None or self.hosts.isdisjoint((host, Host(host.name))):
            return _build_refusal("start.host_refused", 400)
        if any(not _is_same_host(origin, host) for origin in origins):
            return _build_refusal("start.origin_refused", 403)
        return None


def _is_same_host(origin: str, host: Host) -> bool:
    """Whether this origin is a page of this host: no other website has business here."""
    scheme, _, rest = origin.partition("://")
    default_port, origin_host = DEFAULT_PORTS.get(scheme), read_host(rest)
    if default_port is None or origin_host is None:
        return False
    return origin_host.name == host.name and (origin_host.port or default_port) == (host.port or default_port)


def _build_refusal(key: str, status: int) -> PlainTextResponse:
    """Return the refusal in every language, without repeating anything that was sent."""
    text = "".join(f"{get_text(language, key)}\n" for language in LANGUAGES)
    return PlainTextResponse(text, status, REFUSAL_HEADERS)
