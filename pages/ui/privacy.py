"""A warning about personal data in what was typed; the writer decides, and that they did is written down."""

import re
from collections.abc import Sequence
from uuid import uuid4

import streamlit as st

from db import overrules
from db.session import Session
from impact.model import Who
from impact.privacy import Hit, hits
from pages.ui.language import plain, t

LINE_END = re.compile(r"\s*\n\s*")


def warn(texts: Sequence[str], key: str) -> None:
    """Show every text in which something may point to a person, marked in its place; it may be left as it is."""
    if fine(texts, key):
        return
    with st.container(border=True, key=f"{key}_privacy"):
        st.markdown(f":material/shield: **{t('privacy.title')}**")
        for text in texts:
            if found := hits(text):
                st.markdown(marked(text, found))
        st.caption(t("privacy.warning"))
        st.button(t("privacy.keep"), on_click=_let_stand, args=(texts, key), key=f"{key}_privacy_keep_button")


def fine(texts: Sequence[str], key: str) -> bool:
    """Whether nothing points to a person, or the writer looked at exactly these texts and let them stand."""
    return _decided(texts, key) is not None or not any(hits(text) for text in texts)


def ready(texts: Sequence[str], key: str) -> bool:
    """Whether these texts may be saved; when not, say that nothing was saved yet."""
    if fine(texts, key):
        return True
    st.warning(t("privacy.before_saving"), icon=":material/shield:")
    return False


def settle(session: Session, who: Who, texts: Sequence[str], key: str, area: str) -> None:
    """Write down that the writer let these texts stand: why they were marked, never what they say.

    Call it in the act that saves them, so that both are kept or neither. One decision is written down once.
    """
    token = _decided(texts, key)
    if token is not None:
        overrules.note(session, who, area, (hit.reason for text in texts for hit in hits(text)), token=token)


def marked(text: str, found: Sequence[Hit]) -> str:
    """The whole text, harmless in Markdown, with each hit marked in its place and the reason behind it."""
    pieces, at = [], 0
    for hit in found:
        reason = t(f"privacy.reason.{hit.reason}")
        pieces += [_lines(text[at : hit.start]), f":orange-background[**{_lines(text[hit.start : hit.end])}**]"]
        pieces.append(f" :small[({reason})]")
        at = hit.end
    return "".join((*pieces, _lines(text[at:])))


def _decided(texts: Sequence[str], key: str) -> str | None:
    """The token of the decision to let exactly these texts stand, or None."""
    kept, token = st.session_state.get(f"overruled_{key}", (None, None))
    return token if kept == "\n".join(texts) else None


def _let_stand(texts: Sequence[str], key: str) -> None:
    st.session_state[f"overruled_{key}"] = ("\n".join(texts), uuid4().hex)


def _lines(text: str) -> str:
    return "  \n".join(plain(line) for line in LINE_END.split(text))
