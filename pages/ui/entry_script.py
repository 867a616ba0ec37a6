"""What is added to the one HTML page of Streamlit before its own scripts begin: it is sent once, not at every run."""

import json
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from impact.words import LANGUAGES
from pages.ui import framework_texts
from pages.ui.address import LINK_SECRET_PARAMETER, OBSERVATION_PARAMETER, VIEW_PARAMETER
from pages.ui.disc.component import minify_source

# What in the address makes another screen of the same path: one observation or story, a view, a link for outside.
SCREEN_PARAMETERS = (OBSERVATION_PARAMETER, VIEW_PARAMETER, LINK_SECRET_PARAMETER)
FOLDER = Path(__file__).parent
# An answer from the store of the browser, or a packed one, could not be added to.
DROPPED_REQUEST_HEADERS = (b"accept-encoding", b"if-none-match", b"if-modified-since")
DROPPED_RESPONSE_HEADERS = ("etag", "last-modified")


class EntryScript:
    """Adds the script that keeps the browser history to the HTML page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.addition = f"<script>{_build_entry_script()}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and put the script into the head of the HTML page."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or "text/html" not in Headers(scope=scope).get("accept", "")
        ):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in DROPPED_REQUEST_HEADERS]
        await self.app({**scope, "headers": headers, "extensions": {}}, receive, _PageResponse(self.addition, send))


def _build_entry_script() -> str:
    """Return the script for the head of the page, with our words in every language."""
    facts = {
        "SCREEN_NAMES": SCREEN_PARAMETERS,
        "FRAMEWORK_WORDS": {language: framework_texts.list_replacements(language) for language in LANGUAGES},
    }
    script = ";\n".join(
        minify_source((FOLDER / name).read_text(encoding="utf-8")) for name in ("entry.js", "browser.js")
    )
    for name, fact in facts.items():
        # A text could end the script it stands in.
        script = script.replace(name, json.dumps(fact, ensure_ascii=False).replace("<", "\\u003c"))
    return script


class _PageResponse:
    """One answer: an HTML page is collected until it is complete, anything else is passed on at once."""

    def __init__(self, addition: bytes, send: Send) -> None:
        self.addition, self.send = addition, send
        self.start: dict[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html_page(message):
            self.start = dict(message)
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self.start)

    async def _send_page(self, start: dict[str, Any]) -> None:
        body = self.body.replace(b"</head>", self.addition + b"</head>", 1)
        headers = MutableHeaders(raw=[*start["headers"]])
        headers["content-length"] = str(len(body))
        for name in DROPPED_RESPONSE_HEADERS:
            del headers[name]
        await self.send({**start, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": body})


def _is_html_page(message: Message) -> bool:
    return message["status"] == 200 and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
