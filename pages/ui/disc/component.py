"""The live turning discs on a page: what Python sends, and what the browser sends back once they stand still."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class LineUp:
    """A command to turn these sectors to the reading line, as theme by ring; a new nonce is a new command."""

    nonce: str
    themes: Mapping[str, str]
    month: int | None = None


@dataclass(frozen=True)
class DiscPosition:
    """What lies on the reading line, as theme by ring and as position by ring, and the index of the month shown."""

    themes: dict[str, str]
    rotation: dict[str, int]
    month: int


def minify_source(source: str) -> str:
    """Return a source without indentation, empty lines and comments: it is sent with every page."""
    return re.sub(r"^(?:\s*//.*\n|\s+)", "", source, flags=re.MULTILINE)


_mount_discs = st.components.v2.component(
    "rimpel_disc",
    html='<div class="rimpel"></div>',
    css=minify_source((FOLDER / "disc.css").read_text("utf-8")),
    js=minify_source((FOLDER / "disc.js").read_text("utf-8")),
)


def draw_discs(
    feed: Mapping[str, Any],
    *,
    key: str,
    rotation: Mapping[str, int] | None = None,
    month: int | None = None,
    lined_up: LineUp | None = None,
    on_turn: Callable[[], None] | None = None,
) -> DiscPosition:
    """Draw the discs of impact.picture.disc_data.feed and return what lies on the reading line.

    `rotation` (position by ring) and `month` (index, the last when None) say where to begin on opening; afterwards
    the reader's own turning stands until `lined_up` carries a new nonce. `on_turn` runs once after each turn.
    """
    place = _decide_place(feed, key, rotation or {}, month, lined_up)
    browser_state = _mount_discs(
        key=key, data={"feed": feed, "place": place, "key": key}, on_turned_change=on_turn or _do_nothing
    )
    return _read_position(feed, place, browser_state.get("turned"))


def _do_nothing() -> None:
    """Do nothing after a turn, where the page asks for nothing."""


def _decide_place(
    feed: Mapping[str, Any], key: str, rotation: Mapping[str, int], month: int | None, lined_up: LineUp | None
) -> dict[str, Any]:
    """Return the place to send to the discs: the same until there is a new command, so that a rerun sends nothing."""
    previous: dict[str, Any] | None = st.session_state.get(f"{key}_place")
    last_nonce = previous["lined_up"] if previous else None
    if lined_up and lined_up.nonce != last_nonce:
        before = st.session_state.get(key) or {}
        current_month = _read_position(feed, previous, before.get("turned")).month if previous else month
        place = _build_command(
            feed, lined_up.themes, current_month if lined_up.month is None else lined_up.month, lined_up.nonce
        )
    elif previous and key in st.session_state:
        return previous
    else:
        themes = {disc["id"]: _get_theme_id(disc, rotation.get(disc["id"], 0)) for disc in feed["discs"]}
        place = _build_command(feed, themes, month, last_nonce)
    st.session_state[f"{key}_place"] = place
    return place


def _build_command(
    feed: Mapping[str, Any], themes: Mapping[str, str], month: int | None, lined_up: str | None
) -> dict[str, Any]:
    last = len(feed["months"]) - 1
    index = last if month is None else min(max(month, 0), last)
    return {"nonce": token_hex(4), "lined_up": lined_up, "themes": dict(themes), "month": feed["first"] + index}


def _get_theme_id(disc: dict[str, Any], position: int) -> str:
    return str(disc["sectors"][position % len(disc["sectors"])]["id"])


def _read_position(feed: Mapping[str, Any], place: dict[str, Any], sent: object) -> DiscPosition:
    """Return the position the browser sent where it is valid, else the one that was sent to it."""
    valid = sent if isinstance(sent, dict) and sent.get("nonce") == place["nonce"] else place
    themes = valid.get("themes")
    themes = themes if isinstance(themes, dict) else {}
    rotation = {disc["id"]: _find_theme_position(disc, themes.get(disc["id"])) for disc in feed["discs"]}
    last, month = len(feed["months"]) - 1, valid.get("month")
    index = month - feed["first"] if isinstance(month, int) else last
    themes_on_line = {disc["id"]: _get_theme_id(disc, rotation[disc["id"]]) for disc in feed["discs"]}
    return DiscPosition(themes_on_line, rotation, min(max(index, 0), last))


def _find_theme_position(disc: dict[str, Any], theme: object) -> int:
    ids = [sector["id"] for sector in disc["sectors"]]
    return ids.index(theme) if theme in ids else 0
