"""Start, in two ways: Streamlit carries this file out at every run; the server takes it in once, to know what it is."""

import streamlit as st

# Each way imports its own: the screens register themselves with a server that runs, and then there is none yet.
if __name__ == "__main__":
    from pages.ui import start

    start.run()
else:
    from starlette.middleware import Middleware

    from pages.ui import feed, hosts

    app = st.App(__file__, routes=feed.routes(), middleware=[Middleware(hosts.HostCheck, hosts=hosts.allowed_hosts())])
