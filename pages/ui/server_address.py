"""The address of this server as the reader's browser knows it."""

from urllib.parse import urlsplit

import streamlit as st


def get_server_address() -> str:
    """Return scheme and host of the server this page came from; empty when they are not known."""
    page_address = urlsplit(str(st.context.url or ""))
    origin = f"{page_address.scheme}://{page_address.netloc}" if page_address.netloc else ""
    return f"{origin}{page_address.path.rsplit('/', 1)[0]}"
