"""What answers at /feed/<secret>.csv and .json: observations for a program that has the link, and nothing else.

These addresses stand beside the screens: they know no cookie and no visitor, only the secret in the link.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from streamlit import config

from db import feed
from db.feed import Opened
from db.session import reading, writing
from db.types import now
from impact.errors import NotFound, RimpelError
from impact.exchange import feed_out
from impact.model import Observation
from impact.words import say, spoken
from pages.ui.database import engine

PATH = "feed"
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
log = logging.getLogger("rimpel")


def routes() -> list[Route]:
    """The addresses for the server to answer at besides those of the screens; only to be read from."""
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    root = f"/{base}/{PATH}" if base else f"/{PATH}"
    return [
        Route(f"{root}/{{secret}}.csv", csv, methods=["GET"]),
        Route(f"{root}/{{secret}}.json", json, methods=["GET"]),
        Route(f"{root}/{{rest:path}}", unknown, methods=["GET"]),
    ]


def csv(request: Request) -> Response:
    """The observations of a link as CSV; ?delimiter=comma or tab for another sign than the semicolon."""
    between = feed_out.delimiter(request.query_params.get("delimiter"))
    return _answer(
        request, "csv", lambda found, today: feed_out.as_csv(_pieces(found), found.names, found.language, between)
    )


def json(request: Request) -> Response:
    """The observations of a link as JSON."""
    return _answer(
        request,
        "json",
        lambda found, today: feed_out.as_json(
            _pieces(found), found.names, found.collaboration, found.label, today, found.language
        ),
    )


def unknown(request: Request) -> Response:
    """What is said at any other address here, and to who holds a link that is worth nothing (any more)."""
    return _said(request, "feed.dead", 404)


def _answer(request: Request, kind: str, told: Callable[[Opened, date], Iterator[bytes]]) -> Response:
    today = now().date()
    try:
        with reading(engine()) as session:
            found = feed.opened(session, request.path_params["secret"], today)
    except NotFound:
        return unknown(request)
    except Exception:
        log.exception("a link could not be answered")
        return _said(request, "feed.busy", 503)
    _note(found, today)
    content = iter(()) if request.method == "HEAD" else told(found, today)
    name = say(found.language, "take.file")
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return StreamingResponse(content, headers=headers, media_type=feed_out.MEDIA[kind])


def _note(found: Opened, today: date) -> None:
    """Note that the link was used today; when that does not succeed, it is read all the same."""
    if not found.used_today:
        with suppress(RimpelError), writing(engine()) as session:
            feed.used(session, found.id, today)


def _pieces(found: Opened) -> Iterator[tuple[Observation, ...]]:
    """The observations in pieces, each read by itself: who reads slowly, or goes away, keeps nothing waiting."""
    last: Observation | None = None
    while True:
        with reading(engine()) as session:
            piece = tuple(feed.piece(session, found, last))
        if not piece:
            return
        yield piece
        last = piece[-1]


def _said(request: Request, key: str, status: int) -> Response:
    language = spoken(request.headers.get("accept-language"))
    return PlainTextResponse(say(language, key) + "\n", status, HEADERS)
