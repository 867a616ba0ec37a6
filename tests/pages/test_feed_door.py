"""The addresses beside the screens: what a program with a link gets, and what anybody else gets."""

import asyncio
import csv
import json
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette

from db import feed as links
from db.feed import DEFAULT_FILTER
from db.session import open_read_session, open_write_session
from impact.errors import Unreachable
from impact.model import State, Who
from impact.words import get_text
from pages.ui import feed_routes
from tests.build import TODAY, make_observation, token


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    pieces: int


def call(path: str, method: str = "GET", query: str = "", **headers: str) -> Answer:
    """What the server answers, as any server that speaks ASGI would ask it."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": quote(path).encode(), "root_path": "",
        "query_string": query.encode(), "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 9),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    asyncio.run(Starlette(routes=feed_routes.build_feed_routes())(scope, receive, send))
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    pieces = [message["body"] for message in sent[1:] if message.get("body")]
    return Answer(sent[0]["status"], told, b"".join(pieces), len(pieces))


@pytest.fixture
def secret(engine: Engine, who: Who) -> str:
    with open_write_session(engine) as session:
        for number in range(5):
            make_observation(session, who, what=f"Nummer {number}")
        make_observation(session, who, what="Een concept.", state=State.DRAFT)
        return links.create_feed(session, who, "Power BI", DEFAULT_FILTER, None, "nl", TODAY, token=token()).secret


def test_csv_is_read_by_excel_in_dutch_and_comes_in_pieces(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links.read_feed_piece, "__defaults__", (2,))
    answer = call(f"/feed/{secret}.csv")
    assert answer.status == 200
    assert answer.body.startswith(b"\xef\xbb\xbfwanneer;voor_wie;")
    rows = list(csv.DictReader(StringIO(answer.body.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["wat_is_er_veranderd"] for row in rows] == [f"Nummer {number}" for number in range(5)]
    assert answer.pieces == 4, "the headers, and five rows two by two"


def test_another_sign_between_cells_may_be_asked_for(secret: str) -> None:
    assert b"\xbfwanneer,voor_wie," in call(f"/feed/{secret}.csv", query="delimiter=comma").body
    assert b"\xbfwanneer\tvoor_wie\t" in call(f"/feed/{secret}.csv", query="delimiter=tab").body
    assert b"\xbfwanneer;voor_wie;" in call(f"/feed/{secret}.csv", query="delimiter=%00&x=1").body


def test_json_holds_the_same_observations(secret: str) -> None:
    answer = call(f"/feed/{secret}.json")
    assert answer.headers["content-type"] == "application/json"
    read = json.loads(answer.body)
    assert (read["label"], read["collaboration"]) == ("Power BI", "Leerroute Techniek")
    assert [one["what"] for one in read["observations"]] == [f"Nummer {number}" for number in range(5)]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_answer_is_kept_nowhere_and_guessed_at_by_nobody(secret: str, kind: str) -> None:
    for path, method in ((f"/feed/{secret}.{kind}", "GET"), (f"/feed/{secret}.{kind}", "HEAD"), ("/feed/x.csv", "GET")):
        answer = call(path, method)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
    headers = call(f"/feed/{secret}.{kind}").headers
    assert headers["content-disposition"] == f'attachment; filename="waarnemingen.{kind}"'


def test_who_asks_for_the_head_gets_just_that(secret: str) -> None:
    answer = call(f"/feed/{secret}.csv", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_link_is_only_read_from(secret: str, method: str) -> None:
    assert call(f"/feed/{secret}.csv", method).status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/feed/", "/feed/x", "/feed/x.csv", "/feed/x.json", "/feed/.csv", "/feed/a/b.csv", "/feed/../app.py",
        "/feed/é\N{SNOWMAN}.csv", "/feed/%00.csv", f"/feed/{'x' * 5000}.csv", "/feed/SECRET.xlsx", "/feed/SECRET.CSV",
        "/feed/SECRET", "/feed/SECRETx.csv",
    ],
)  # fmt: skip
def test_anything_else_gets_one_calm_sentence(secret: str, path: str) -> None:
    answer = call(path.replace("SECRET", secret))
    assert (answer.status, answer.body.decode()) == (404, get_text("nl", "feed.dead") + "\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_revoked_link_reads_like_one_that_never_was(engine: Engine, who: Who, secret: str) -> None:
    with open_write_session(engine) as session:
        links.revoke_feed(session, who, links.list_feeds(session, who)[0].id)
    assert call(f"/feed/{secret}.csv") == call("/feed/never-was.csv")


def test_who_reads_english_is_told_in_english(secret: str) -> None:
    assert call("/feed/x.csv", accept_language="en-GB,en").body.decode() == get_text("en", "feed.dead") + "\n"


def test_using_a_link_leaves_its_day(engine: Engine, who: Who, secret: str) -> None:
    for method in ("GET", "GET", "HEAD"):
        call(f"/feed/{secret}.csv", method)
    with open_read_session(engine) as session:
        assert links.list_feeds(session, who)[0].last_used_on is not None


def test_when_something_breaks_nothing_of_it_is_told(
    secret: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(links, "open_feed", broken)
    answer = call(f"/feed/{secret}.csv")
    assert (answer.status, answer.body.decode()) == (503, get_text("nl", "feed.busy") + "\n")
    assert secret not in caplog.text


def test_a_link_is_answered_even_when_its_day_cannot_be_noted(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise Unreachable

    monkeypatch.setattr(links, "record_feed_use", busy)
    assert call(f"/feed/{secret}.csv").status == 200
