"""Which addresses a running server answers at: raw requests and WebSocket handshakes, as pages elsewhere send them."""

import socket
from urllib.parse import urlsplit

import pytest

from impact.words import LANGUAGES, get_text
from tests.browser.conftest import Servers

PATHS = (
    "/", "/discs", "/logbook?o=x", "/robots.txt", "/favicon.png", "/static/js/none.js", "/media/none.png",
    "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/upload_file/a/b", "/component/a/b",
    "/feed/x.csv", "/feed/x.json", "/feed/", "//", "/..%2f",
)  # fmt: skip
STREAM = "/_stcore/stream"
FOREIGN = (
    "evil.example", "evil.example:PORT", "127.0.0.1.evil.example:PORT", "localhost.evil.example", "0.0.0.0:PORT",
    "127.0.0.1@evil.example", "127.0.0.1:PORT/x", "127.0.0.1:x", "[::2]:PORT", "", "127.0.0.1, evil.example",
)  # fmt: skip
LOCAL = ("127.0.0.1:PORT", "localhost:PORT", "localhost", "LOCALHOST:9", "[::1]:PORT", "127.0.0.1")
HANDSHAKE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==",
)


def ask(url: str, path: str, *lines: str, method: str = "GET") -> tuple[int, str]:
    """The status and the body of the answer to a request of exactly these lines; PORT stands for the port."""
    port = urlsplit(url).port
    request = "\r\n".join((f"{method} {path} HTTP/1.1", *lines, "", "")).replace("PORT", str(port))
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request.encode())
        answer = connection.recv(1 << 16)
        # An answer comes whole with the closing of its connection; a WebSocket that was let in stays open.
        while answer and not answer.startswith(b"HTTP/1.1 101") and (more := connection.recv(1 << 16)):
            answer += more
    head, _, body = answer.decode(errors="replace").partition("\r\n\r\n")
    return int(head.split()[1]), body


def open_stream(url: str, *lines: str) -> tuple[int, str]:
    """What comes back when a WebSocket is asked for."""
    return ask(url, STREAM, *lines, *HANDSHAKE)


def refusal(key: str) -> str:
    """The text of a refusal: in every language."""
    return "".join(f"{get_text(language, key)}\n" for language in LANGUAGES)


@pytest.fixture(scope="module")
def local(serve: Servers) -> str:
    return serve()


@pytest.fixture(scope="module")
def named(serve: Servers) -> str:
    env = {"RIMPEL_HOSTS": "rimpel.school.nl, https://example.org:8443/"}
    return serve(env=env, words=("--address", "0.0.0.0"))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_is_answered_at_the_address_of_another_host(local: str, path: str, method: str) -> None:
    answer = ask(local, path, "Host: evil.example:PORT", "Connection: close", "Content-Length: 0", method=method)
    assert answer == (400, refusal("start.host_refused"))


@pytest.mark.parametrize("host", FOREIGN)
def test_only_the_names_of_this_machine_are_answered_at_without_a_setting(local: str, host: str) -> None:
    status, body = ask(local, "/feed/x.csv", f"Host: {host}", "Connection: close")
    assert status == 400
    assert "evil" not in body
    assert open_stream(local, f"Host: {host}")[0] == 400


def test_a_request_for_no_host_or_for_two_is_refused(local: str) -> None:
    two = ("Host: 127.0.0.1:PORT", "Host: evil.example", "Connection: close")
    assert ask(local, "/_stcore/health", *two)[0] == 400
    assert ask(local, "/_stcore/health", "Connection: close")[0] == 400


@pytest.mark.parametrize("host", LOCAL)
def test_this_machine_is_answered_at_every_port(local: str, host: str) -> None:
    assert ask(local, "/_stcore/health", f"Host: {host}", "Connection: close") == (200, "ok")
    assert ask(local, "/discs", f"Host: {host}", "Connection: close")[0] == 200
    assert ask(local, "/feed/x.csv", f"Host: {host}", "Connection: close")[0] == 404
    assert open_stream(local, f"Host: {host}")[0] == 101
    assert open_stream(local, f"Host: {host}", f"Origin: http://{host}")[0] == 101


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "https://127.0.0.1.evil.example:PORT", "http://localhost:PORT", "http://127.0.0.1:3000",
     "https://127.0.0.1", "null", "", "file://", "chrome-extension://abc", "http://127.0.0.1:PORT/x", "127.0.0.1:PORT"],
)  # fmt: skip
def test_a_page_of_another_website_gets_nothing(local: str, origin: str) -> None:
    lines = ("Host: 127.0.0.1:PORT", f"Origin: {origin}")
    assert open_stream(local, *lines) == (403, refusal("start.origin_refused"))
    for path in ("/", "/_stcore/health", "/feed/x.csv", "/static/none.js"):
        assert ask(local, path, *lines, "Connection: close") == (403, refusal("start.origin_refused"))


def test_a_host_in_the_setting_is_answered_also_when_the_server_listens_everywhere(named: str) -> None:
    for host in ("rimpel.school.nl", "RIMPEL.school.nl:8443", "rimpel.school.nl.", "example.org:8443", *LOCAL):
        assert ask(named, "/_stcore/health", f"Host: {host}", "Connection: close") == (200, "ok"), host
        assert open_stream(named, f"Host: {host}", f"Origin: https://{host}")[0] == 101, host
    for host in (
        "example.org",
        "x.rimpel.school.nl",
        "rimpel.school.nl.evil.example",
        "0.0.0.0:PORT",
        "192.168.1.5:PORT",
    ):
        assert ask(named, "/_stcore/health", f"Host: {host}", "Connection: close")[0] == 400, host
        assert open_stream(named, f"Host: {host}")[0] == 400, host
    assert open_stream(named, "Host: rimpel.school.nl", "Origin: https://evil.example")[0] == 403
