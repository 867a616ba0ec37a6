"""What the page tells the browser: its language, and what to remember for the next visit."""

import streamlit as st

WAITING, TOP = "browser_waiting", "browser_top"
YEAR = 365 * 24 * 3600
SCRIPT = """
export default function ({ data, parentElement }) {
  const root = document.documentElement
  root.lang = data.language
  const ground = getComputedStyle(parentElement).getPropertyValue("--st-background-color")
  root.style.setProperty("--rimpel-on-primary", ground)
  const state = (parentElement.rimpel ??= { top: data.top })
  if (state.top !== data.top) document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 })
  state.top = data.top
  for (const [name, value] of Object.entries(data.cookies)) {
    const age = value === null ? 0 : data.age
    const safe = location.protocol === "https:" ? "; Secure" : ""
    document.cookie = `${name}=${encodeURIComponent(value ?? "")}; Path=/; Max-Age=${age}; SameSite=Lax${safe}`
  }
}
"""
# Streamlit writes white on every primary button; on the light blue of the dark theme that is too faint to read.
# And it leaves a hand of white above every page, which on a phone pushes the save button out of sight.
STYLE = """
[data-testid="stMainBlockContainer"] { padding-top: 3.5rem; }
@media (min-width: 768px) { [data-testid="stMainBlockContainer"] { padding-inline: 3rem; } }
button[data-testid^="stBaseButton-primary"], a[data-testid^="stBaseLinkButton-primary"] {
  color: var(--rimpel-on-primary);
}
"""
_mount = st.components.v2.component("rimpel_browser", css=STYLE, js=SCRIPT, isolate_styles=False)


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


def tell(language: str) -> None:
    """Pass the language and the cookies on to the browser; part of every page."""
    cookies = dict(st.session_state.get(WAITING, {}))
    data = {"language": language, "cookies": cookies, "age": YEAR, "top": st.session_state.get(TOP, 0)}
    _mount(key="browser", data=data, height="content")
