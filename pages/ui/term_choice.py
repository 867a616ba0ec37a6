"""Choosing one word of the method: a row of pills, the words in the reader's language."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import Any, Literal, TypeAlias

import streamlit as st

from pages.ui.language import t

StateLifetime: TypeAlias = Literal["page", "session"] | None


def choose_term(
    label: str,
    terms: Iterable[StrEnum | IntEnum],
    area: str,
    key: str,
    start: Any = None,
    is_required: bool = False,
    lifetime: StateLifetime = None,
) -> Any:
    """Show terms as pills and return the value of the chosen one, or None; `is_required` allows no undoing.

    The words stand under model.<area>.<value>.
    """
    return st.pills(
        label,
        [term.value for term in terms],
        default=None if start is None else start.value,
        required=is_required,
        format_func=lambda value: t(f"model.{area}.{value}"),
        key=key,
        wrap=True,
        persist_state=lifetime,
    )
