"""A warning about personal data in what was typed; the writer decides."""

from collections.abc import Sequence

import streamlit as st

from impact.privacy import Hit, hits
from pages.ui.language import plain, t


def warn(texts: Sequence[str], key: str) -> None:
    """Show what may point to a person, and let the writer leave it as it is."""
    if fine(texts, key):
        return
    with st.container(border=True, key=f"{key}_privacy"):
        st.markdown(f":material/shield: **{t('privacy.title')}**")
        for text in texts:
            for hit in hits(text):
                st.markdown(f"{_marked(text, hit)} {t(f'privacy.reason.{hit.reason}')}")
        st.caption(t("privacy.warning"))
        st.button(t("privacy.keep"), on_click=_let_stand, args=(texts, key), key=f"{key}_privacy_keep_button")


def fine(texts: Sequence[str], key: str) -> bool:
    """Whether nothing points to a person, or the writer looked at exactly these texts and let them stand."""
    return st.session_state.get(f"overruled_{key}") == "\n".join(texts) or not any(hits(text) for text in texts)


def _let_stand(texts: Sequence[str], key: str) -> None:
    st.session_state[f"overruled_{key}"] = "\n".join(texts)


def _marked(text: str, hit: Hit) -> str:
    return f":orange-background[**{plain(text[hit.start : hit.end])}**]"
