"""What the page tells the browser: its language, how light it is, and what to remember for the next visit."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from pages.ui import framework
from pages.ui.disc.disc import thin

WAITING, TOP = "browser_waiting", "browser_top"
YEAR = 365 * 24 * 3600
THEME = "rimpel_theme"
# As a reader chooses them, and as the framework keeps them.
THEMES = {"light": "Light", "dark": "Dark", "device": "System"}
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
# Streamlit writes white on every primary button; on the light blue of the dark theme that is too faint to read.
# And it leaves a hand of white above every page, which on a phone pushes the save button out of sight.
# Its menu has nothing that the sidebar or the browser has not; without its bar there is no sign that it is busy.
# Of its buttons over a picture only the last stays, which makes it large: our own downloads stand below.
STYLE = """
[data-testid="stMainMenu"] { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 3.5rem; }
@media (min-width: 768px) { [data-testid="stMainBlockContainer"] { padding-inline: 3rem; } }
button[data-testid^="stBaseButton-primary"], a[data-testid^="stBaseLinkButton-primary"] {
  color: var(--rimpel-on-primary);
}
[data-testid="stFullScreenFrame"]:has(.stVegaLiteChart) [data-testid="stElementToolbarButton"]:not(:last-child) {
  display: none;
}
"""
_mount = st.components.v2.component(
    "rimpel_browser",
    css=STYLE,
    js=thin(Path(__file__).with_name("browser.js").read_text(encoding="utf-8")),
    isolate_styles=False,
)


def remember(name: str, value: str | None) -> None:
    """Have the browser keep this cookie from now on; None makes it forget."""
    st.session_state.setdefault(WAITING, {})[name] = value


def remembered(name: str) -> str | None:
    """What the browser keeps under this name, as far as this visit knows."""
    waiting = st.session_state.get(WAITING, {})
    return waiting[name] if name in waiting else st.context.cookies.get(name)


def to_top() -> None:
    """Begin at the top of the page after the next run, where the news stands."""
    st.session_state[TOP] = st.session_state.get(TOP, 0) + 1


def theme() -> str | None:
    """How light the reader chose the pages to be: light, dark or device; None when nothing was chosen."""
    chosen = remembered(THEME)
    return chosen if chosen in THEMES else None


def tell(language: str, addresses: Sequence[str]) -> None:
    """Pass the language, the colours and the cookies on to the browser; part of every page.

    `addresses` are those of all screens: the framework keeps light or dark for each of them apart.
    """
    data = {
        "language": language,
        "locale": LOCALES[language],
        "words": framework.words(language),
        "theme": THEMES.get(theme() or ""),
        "addresses": addresses,
        "cookies": dict(st.session_state.get(WAITING, {})),
        "age": YEAR,
        "top": st.session_state.get(TOP, 0),
    }
    _mount(key="browser", data=data, height="content")
