"""What is added to the one HTML page of Streamlit before its own scripts begin."""

import json
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages import KEY
from pages.ui.views import VIEW

# What in the address makes another screen of the same path: one observation or story, a view, a link for outside.
OPENED = "o"
SCREEN_NAMES = (OPENED, VIEW, KEY)
SCRIPT = (Path(__file__).parent / "entry.js").read_text(encoding="utf-8")
# An answer from the store of the browser, or a packed one, could not be added to.
LEFT_OUT = (b"accept-encoding", b"if-none-match", b"if-modified-since")
OUTDATED = ("etag", "last-modified")


class EntryScript:
    """Adds the script that keeps the history of the browser to the page every screen begins with."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        script = SCRIPT.replace("SCREEN_NAMES", json.dumps(SCREEN_NAMES))
        self.addition = f"<script>{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on everything; in the answer to a browser that opens a page, the script stands in its head."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or "text/html" not in Headers(scope=scope).get("accept", "")
        ):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in LEFT_OUT]
        await self.app({**scope, "headers": headers, "extensions": {}}, receive, _Answer(self.addition, send))


class _Answer:
    """One answer on its way: an HTML page is held until it is whole, anything else goes on as it comes."""

    def __init__(self, addition: bytes, send: Send) -> None:
        self.addition, self.send = addition, send
        self.start: dict[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self.start = dict(message)
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self.start)

    async def _finish(self, start: dict[str, Any]) -> None:
        body = self.body.replace(b"</head>", self.addition + b"</head>", 1)
        headers = MutableHeaders(raw=[*start["headers"]])
        headers["content-length"] = str(len(body))
        for name in OUTDATED:
            del headers[name]
        await self.send({**start, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": body})


def _is_page(message: Message) -> bool:
    return message["status"] == 200 and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
