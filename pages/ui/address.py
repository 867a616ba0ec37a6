"""Where this server is reached, as the reader's browser knows it."""

from urllib.parse import urlsplit

import streamlit as st


def root() -> str:
    """The address of the server this page came from, without what comes after it; empty when it is not known."""
    here = urlsplit(str(st.context.url or ""))
    before = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    return f"{before}{here.path.rsplit('/', 1)[0]}"
