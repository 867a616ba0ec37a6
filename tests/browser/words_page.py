"""A page with every widget our screens are made of, to see which words the framework gives each of them."""

from datetime import date
from threading import Event

import pandas as pd
import streamlit as st

from pages.ui import browser, server

TOLD = pd.DataFrame({"Ring": ["Search", "Upload"] * 100, "Dag": ["Open", "Close"] * 100})


@st.dialog("Vraag")
def ask() -> None:
    """Something to say yes or no to."""
    st.text_area("Waarom", max_chars=20, key="why")


def show() -> None:
    """One of each widget."""
    st.set_page_config(page_title="Rimpel", layout="wide")
    browser.update_browser(st.query_params.get("language", "nl"), [""])
    st.title("Woorden")
    st.selectbox("Lijst", ["No results", "Open"], index=None, key="list")
    st.multiselect("Rij", ["Select all", "Open", "Choose date"], default=["Open"], key="several")
    st.number_input("Getal", 1, 9, value=None, key="number")
    st.text_area("Zin", max_chars=20, help="Uitleg van ons", key="sentence")
    st.text_input("Woord", key="word")
    st.date_input("Dag", date(2026, 3, 4), format="DD-MM-YYYY", key="day")
    st.file_uploader("Bestand", ["csv"], key="file")
    st.file_uploader("Bestanden", accept_multiple_files=True, key="files")
    st.dataframe(TOLD, hide_index=True, alt="Waarnemingen", key="told")
    st.vega_lite_chart(
        pd.DataFrame({"dag": [1, 2]}), {"mark": "point", "encoding": {"x": {"field": "dag"}}}, alt="Dagen"
    )
    st.code("rimpel")
    if st.button("Vraag"):
        ask()
    if st.button("Bericht"):
        st.toast("Upload " * 80)
    if st.button("Lang"):
        Event().wait(3)  # long enough for the framework to tell that it is busy


if __name__ == "__main__":
    show()
else:  # the server takes it in to know what it is; our words come with the page it sends
    app = st.App(__file__, middleware=server.build_middleware())
