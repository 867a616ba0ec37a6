"""What the page tells the browser: its language, how light it is, and what to remember for the next visit."""

from collections.abc import Sequence

import streamlit as st

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
[data-testid="stMainMenu"], [class*="st-key-shown_"] { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 3.5rem; }
@media (min-width: 768px) { [data-testid="stMainBlockContainer"] { padding-inline: 3rem; } }
button[data-testid^="stBaseButton-primary"], a[data-testid^="stBaseLinkButton-primary"] {
  color: var(--rimpel-on-primary);
}
[data-testid="stFullScreenFrame"]:has(.stVegaLiteChart) [data-testid="stElementToolbarButton"]:not(:last-child) {
  display: none;
}
"""
# What it calls is `browser.js`, which stands in the head of the page (`pages.ui.entry`): this is sent at every run.
_mount = st.components.v2.component(
    "rimpel_browser",
    css=STYLE,
    js="export default (told) => window.rimpelBrowser(told)",
    isolate_styles=False,
)
# Where a message stands: its box comes into view and is read aloud, once for each token, however long the page is.
HERE = """
export default function ({ data, parentElement }) {
  const page = (document.rimpelShown ??= new Set())
  if (page.has(data.token)) return
  page.add(data.token)
  const box = parentElement.closest('[data-testid="stVerticalBlock"]')
  box.tabIndex = -1
  box.style.outline = "none"
  box.style.scrollMarginTop = "4.5rem"
  requestAnimationFrame(() => { box.scrollIntoView({ block: "start" }); box.focus({ preventScroll: true }) })
}
"""
_show_here = st.components.v2.component("rimpel_here", js=thin(HERE), isolate_styles=False)


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


def read_theme() -> str | None:
    """How light the reader chose the pages to be: light, dark or device; None when nothing was chosen."""
    chosen = remembered(THEME)
    return chosen if chosen in THEMES else None


def bring_in_view(token: str) -> None:
    """Bring the box this stands in into view when it appears, and to who listens; once for each token."""
    _show_here(key=f"shown_{token}", data={"token": token}, height="content")


def tell(language: str, addresses: Sequence[str]) -> None:
    """Pass the language, the colours and the cookies on to the browser; part of every page.

    `addresses` are those of all screens: the framework keeps light or dark for each of them apart.
    """
    data = {
        "language": language,
        "locale": LOCALES[language],
        "theme": THEMES.get(read_theme() or ""),
        "addresses": addresses,
        "cookies": dict(st.session_state.get(WAITING, {})),
        "age": YEAR,
        "top": st.session_state.get(TOP, 0),
    }
    _mount(key="browser", data=data, height="content")
