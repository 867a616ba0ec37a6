"""What the page tells the browser: its language, and what to remember for the next visit."""

import streamlit as st

WAITING = "browser_waiting"
YEAR = 365 * 24 * 3600
SCRIPT = """
export default function ({ data }) {
  document.documentElement.lang = data.language
  for (const [name, value] of Object.entries(data.cookies)) {
    const age = value === null ? 0 : data.age
    const safe = location.protocol === "https:" ? "; Secure" : ""
    document.cookie = `${name}=${encodeURIComponent(value ?? "")}; Path=/; Max-Age=${age}; SameSite=Lax${safe}`
  }
}
"""
_mount = st.components.v2.component("rimpel_browser", js=SCRIPT)


def remember(name: str, value: str | None) -> None:
    """Have the browser keep this cookie from now on; None makes it forget."""
    st.session_state.setdefault(WAITING, {})[name] = value


def remembered(name: str) -> str | None:
    """What the browser keeps under this name, as far as this visit knows."""
    waiting = st.session_state.get(WAITING, {})
    return waiting[name] if name in waiting else st.context.cookies.get(name)


def tell(language: str) -> None:
    """Pass the language and the cookies on to the browser; part of every page."""
    cookies = dict(st.session_state.get(WAITING, {}))
    _mount(key="browser", data={"language": language, "cookies": cookies, "age": YEAR}, height="content")
