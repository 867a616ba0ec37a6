"""The start of Rimpel: `python app.py` serves it, and the server then runs this file at every run of a page."""

import sys

import streamlit as st
from streamlit import runtime

# Each way imports its own: the screens register themselves with a server that runs, and at first there is none yet.
if __name__ == "__main__" and runtime.exists():
    from pages.ui import page_run

    page_run.run_page()
else:
    from pages.ui import feed_routes, server

    app = st.App(
        __file__,
        routes=feed_routes.build_feed_routes(),
        middleware=server.build_middleware(),
        lifespan=server.announce_server,
    )
    if __name__ == "__main__":
        sys.exit(server.run_server(app))
