"""The warning about personal data in typed texts; the writer decides, and the decision is recorded."""

import re
from collections.abc import Sequence
from uuid import uuid4

import streamlit as st

from db.observations import overrules
from db.session import Session
from impact.model import Who
from impact.privacy import PrivacyHit, find_personal_data
from pages.ui.language import escape_markdown, t

LINE_END = re.compile(r"\s*\n\s*")


def show_privacy_warning(texts: Sequence[str], key: str) -> None:
    """Show every text that may point to a person with the places marked, and a button to keep the texts."""
    if is_clear(texts, key):
        return
    with st.container(border=True, key=f"{key}_privacy"):
        st.markdown(f":material/shield: **{t('privacy.title')}**")
        for text in texts:
            if text_hits := find_personal_data(text):
                st.markdown(mark_hits(text, text_hits))
        st.caption(t("privacy.warning"))
        st.button(t("privacy.keep"), on_click=_allow_texts, args=(texts, key), key=f"{key}_privacy_keep_button")


def is_clear(texts: Sequence[str], key: str) -> bool:
    """Whether nothing points to a person, or the writer decided to keep exactly these texts."""
    return _find_override_token(texts, key) is not None or not any(find_personal_data(text) for text in texts)


def may_save(texts: Sequence[str], key: str) -> bool:
    """Whether these texts may be saved; when not, show that nothing was saved yet."""
    if is_clear(texts, key):
        return True
    st.warning(t("privacy.before_saving"), icon=":material/shield:")
    return False


def record_override(session: Session, who: Who, texts: Sequence[str], key: str, area: str) -> None:
    """Record that the writer kept these texts after a warning: the reasons of the marks, never the words.

    Only `saving` calls it, in the act that saves the texts. The token of the decision makes a repeated act record once.
    """
    token = _find_override_token(texts, key)
    if token is not None:
        reasons = (hit.reason for text in texts for hit in find_personal_data(text))
        overrules.record_overrule(session, who, area, reasons, token=token)


def mark_hits(text: str, text_hits: Sequence[PrivacyHit]) -> str:
    """Return the whole text escaped for Markdown, with each hit marked and its reason behind it."""
    pieces, position = [], 0
    for hit in text_hits:
        reason = t(f"privacy.reason.{hit.reason}")
        pieces += [
            _escape_text_lines(text[position : hit.start]),
            f":orange-background[**{_escape_text_lines(text[hit.start : hit.end])}**]",
        ]
        pieces.append(f" :small[({reason})]")
        position = hit.end
    return "".join((*pieces, _escape_text_lines(text[position:])))


def _find_override_token(texts: Sequence[str], key: str) -> str | None:
    """Return the token of the decision to keep exactly these texts, or None when there is no such decision."""
    allowed_text, token = st.session_state.get(f"overruled_{key}", (None, None))
    return token if allowed_text == "\n".join(texts) else None


def _allow_texts(texts: Sequence[str], key: str) -> None:
    st.session_state[f"overruled_{key}"] = ("\n".join(texts), uuid4().hex)


def _escape_text_lines(text: str) -> str:
    return "  \n".join(escape_markdown(line) for line in LINE_END.split(text))
