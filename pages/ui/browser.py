"""What the page tells the browser: its language, how light it is, and what to remember for the next visit."""

from collections.abc import Sequence

import streamlit as st

from impact.words import LANGUAGE_BY_CODE
from pages.ui.disc.component import minify_source

PENDING_COOKIES, SCROLL_TOP_COUNT = "browser_waiting", "browser_top"
# Most browsers keep no cookie much longer.
COOKIE_SECONDS = 365 * 24 * 3600
THEME_COOKIE = "rimpel_theme"
# As a reader chooses them, and as the framework keeps them.
THEME_NAMES = {"light": "Light", "dark": "Dark", "device": "System"}
# Streamlit writes white on every primary button; on the light blue of the dark theme that is too faint to read.
# And it leaves a hand of white above every page, which on a phone pushes the save button out of sight.
# Its menu has nothing that the sidebar or the browser has not; without its bar there is no sign that it is busy.
# Of its buttons over a picture only the last stays, which makes it large: our own downloads stand below.
PAGE_STYLE = """
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
# What it calls is `browser.js`, in the head of the page (`pages.ui.entry_script`): this line is sent at every run.
_mount_browser = st.components.v2.component(
    "rimpel_browser",
    css=PAGE_STYLE,
    js="export default (told) => window.rimpelBrowser(told)",
    isolate_styles=False,
)
# Where a message stands: its box comes into view and is read aloud, once for each token, however long the page is.
INTO_VIEW_SCRIPT = """
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
_mount_into_view = st.components.v2.component("rimpel_here", js=minify_source(INTO_VIEW_SCRIPT), isolate_styles=False)


def set_cookie(name: str, value: str | None) -> None:
    """Store this cookie in the browser; None deletes it."""
    st.session_state.setdefault(PENDING_COOKIES, {})[name] = value


def get_cookie(name: str) -> str | None:
    """Return the cookie of this name, as this visit set it or the browser sent it; None when there is none."""
    pending = st.session_state.get(PENDING_COOKIES, {})
    return pending[name] if name in pending else st.context.cookies.get(name)


def scroll_to_top() -> None:
    """Scroll to the top of the page after the next run, where the message stands."""
    st.session_state[SCROLL_TOP_COUNT] = st.session_state.get(SCROLL_TOP_COUNT, 0) + 1


def get_theme() -> str | None:
    """Return the theme the reader chose: light, dark or device; None when nothing was chosen."""
    chosen = get_cookie(THEME_COOKIE)
    return chosen if chosen in THEME_NAMES else None


def bring_into_view(token: str) -> None:
    """Scroll to the box this stands in and have it read aloud, once for each token."""
    _mount_into_view(key=f"shown_{token}", data={"token": token}, height="content")


def update_browser(language: str, addresses: Sequence[str]) -> None:
    """Send the language, the colours and the cookies to the browser; every page calls this.

    `addresses` are those of all screens: the framework keeps light or dark for each of them apart.
    """
    data = {
        "language": language,
        "locale": LANGUAGE_BY_CODE[language].tag,
        "theme": THEME_NAMES.get(get_theme() or ""),
        "addresses": addresses,
        "cookies": dict(st.session_state.get(PENDING_COOKIES, {})),
        "age": COOKIE_SECONDS,
        "top": st.session_state.get(SCROLL_TOP_COUNT, 0),
    }
    _mount_browser(key="browser", data=data, height="content")
