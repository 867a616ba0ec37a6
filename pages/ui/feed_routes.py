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
from db.feed import OpenedFeed
from db.session import open_read_session, open_write_session
from db.types import get_utc_now
from impact.errors import NotFound, RimpelError
from impact.exporting import feed_formats
from impact.model import Observation
from impact.words import choose_language, get_text
from pages.ui.database import get_engine

FEED_PATH = "feed"
FEED_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
log = logging.getLogger("rimpel")


def build_feed_routes() -> list[Route]:
    """Return the addresses the server answers at besides those of the screens; they only give data."""
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    root = f"/{base}/{FEED_PATH}" if base else f"/{FEED_PATH}"
    return [
        Route(f"{root}/{{secret}}.csv", serve_csv, methods=["GET"]),
        Route(f"{root}/{{secret}}.json", serve_json, methods=["GET"]),
        Route(f"{root}/{{rest:path}}", serve_unknown_link, methods=["GET"]),
    ]


def serve_csv(request: Request) -> Response:
    """Return the observations of a link as CSV; ?delimiter=comma or tab for another sign than the semicolon."""
    delimiter = feed_formats.choose_delimiter(request.query_params.get("delimiter"))
    return _build_feed_response(
        request,
        "csv",
        lambda feed_link, today: feed_formats.write_feed_csv(
            _read_pieces(feed_link), feed_link.names, feed_link.language, delimiter
        ),
    )


def serve_json(request: Request) -> Response:
    """Return the observations of a link as JSON."""
    return _build_feed_response(
        request,
        "json",
        lambda feed_link, today: feed_formats.write_feed_json(
            _read_pieces(feed_link),
            feed_link.names,
            feed_link.collaboration_name,
            feed_link.label,
            today,
            feed_link.language,
        ),
    )


def serve_unknown_link(request: Request) -> Response:
    """Return the answer for any other address here, and for a link that does not exist or has ended."""
    return _build_text_response(request, "feed.dead", 404)


def _build_feed_response(
    request: Request, kind: str, write_body: Callable[[OpenedFeed, date], Iterator[bytes]]
) -> Response:
    today = get_utc_now().date()
    try:
        with open_read_session(get_engine()) as session:
            feed_link = feed.open_feed(session, request.path_params["secret"], today)
    except NotFound:
        return serve_unknown_link(request)
    except Exception:
        log.exception("a link could not be answered")
        return _build_text_response(request, "feed.busy", 503)
    _record_use(feed_link, today)
    content = iter(()) if request.method == "HEAD" else write_body(feed_link, today)
    file_name = get_text(feed_link.language, "take.file")
    headers = FEED_HEADERS | {"Content-Disposition": f'attachment; filename="{file_name}.{kind}"'}
    return StreamingResponse(content, headers=headers, media_type=feed_formats.MEDIA_TYPES[kind])


def _record_use(feed_link: OpenedFeed, today: date) -> None:
    """Record that the link was used today; when that fails, the reader still gets the data."""
    if not feed_link.was_used_today:
        with suppress(RimpelError), open_write_session(get_engine()) as session:
            feed.record_feed_use(session, feed_link.id, today)


def _read_pieces(feed_link: OpenedFeed) -> Iterator[tuple[Observation, ...]]:
    """Yield the observations in pieces, each read in a session of its own: a slow reader holds none open."""
    last: Observation | None = None
    while True:
        with open_read_session(get_engine()) as session:
            piece = tuple(feed.read_feed_piece(session, feed_link, last))
        if not piece:
            return
        yield piece
        last = piece[-1]


def _build_text_response(request: Request, key: str, status: int) -> Response:
    language = choose_language(request.headers.get("accept-language"))
    return PlainTextResponse(get_text(language, key) + "\n", status, FEED_HEADERS)
