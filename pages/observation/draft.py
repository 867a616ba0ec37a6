"""The draft of the log form: what is typed stays in the reader's own browser until it is saved.

It survives a reload, a lost connection and a restart of the server.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from impact.model import TYPED_FIELDS, FieldKind, Ring
from pages.ui import browser
from pages.ui.day_field import read_past_day
from pages.ui.language import t
from pages.ui.observation_form.evidence_fields import TEXT_KINDS

COMPONENT_KEY, SPENT_TOKENS_KEY, TOKEN_COOKIE = "draft", "draft_spent", "rimpel_draft"
# The form of a token as `get_form_token` makes it: a cookie or a draft may hold anything.
TOKEN_PATTERN = re.compile(r"[0-9a-f]{32}")
# Only the last draft can still lie in a browser; a few more cover tabs that were open beside each other.
MAX_SPENT_TOKENS = 20
DAY_FIELDS = frozenset(field.short_name for field in TYPED_FIELDS if field.kind is FieldKind.DAY)
LIMIT_BY_NUMBER_FIELD = {field.short_name: field.limit for field in TYPED_FIELDS if field.kind is FieldKind.NUMBER}
_mount_draft = st.components.v2.component(
    "rimpel_draft", js=Path(__file__).with_name("draft.js").read_text(encoding="utf-8")
)


def resume_token(key: str) -> None:
    """Continue under the token this browser was typing under, when a restarted server does not know it any more."""
    cookie_token = str(browser.get_cookie(TOKEN_COOKIE))
    if TOKEN_PATTERN.fullmatch(cookie_token) and cookie_token not in _get_spent_tokens():
        st.session_state.setdefault(f"token_{key}", cookie_token)


def sync_draft(
    collaboration_id: str, key: str, token: str, rings: Sequence[Ring], ids_by_field: Mapping[str, Sequence[str]]
) -> None:
    """Hand the fields of the form with this key to the browser, and fill them with the draft it still has.

    `ids_by_field` gives the ids that each field with a list of names may hold.
    """
    values = {name: _to_json_value(value) for name, value in st.session_state.items() if _belongs_to_form(name, key)}
    _mount_draft(
        key=COMPONENT_KEY,
        data=_build_component_data(collaboration_id, key, token, values) | {"form": True},
        on_restored_change=lambda: _restore_draft(key, rings, ids_by_field),
    )


def clear_saved_drafts(collaboration_id: str, key: str) -> None:
    """Have the browser remove the draft of what is saved by now; for the screen that follows the form."""
    _mount_draft(
        key=COMPONENT_KEY,
        data=_build_component_data(collaboration_id, key, "", {}) | {"form": False},
        on_restored_change=lambda: None,
    )


def mark_saved(token: str) -> None:
    """Remember that what was typed under this token is saved, so that the browser removes its draft."""
    st.session_state[SPENT_TOKENS_KEY] = [*_get_spent_tokens(), token][-MAX_SPENT_TOKENS:]


def _build_component_data(
    collaboration_id: str, key: str, token: str, values: Mapping[str | int, Any]
) -> dict[str, object]:
    return {
        "place": collaboration_id,
        "prefix": f"{key}_",
        "token": token,
        "values": values,
        "spent": _get_spent_tokens(),
    }


def _get_spent_tokens() -> list[str]:
    tokens: list[str] = st.session_state.get(SPENT_TOKENS_KEY, [])
    return tokens


def _belongs_to_form(name: object, key: str) -> bool:
    return isinstance(name, str) and name.startswith(f"{key}_") and not name.endswith("_button")


def _to_json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _restore_draft(key: str, rings: Sequence[Ring], ids_by_field: Mapping[str, Sequence[str]]) -> None:
    draft = st.session_state[COMPONENT_KEY].get("restored") or {}
    values = draft.get("values")
    if not isinstance(values, dict):
        return
    theme_ids = {f"theme_{ring.id}": [theme.id for theme in ring.themes] for ring in rings}
    allowed: dict[str, Sequence[Any]] = {
        "ring": [ring.id for ring in rings],
        **{field.short_name: [word.value for word in field.words] for field in TYPED_FIELDS if field.words},
        **theme_ids,
        **ids_by_field,
    }
    for name, value in values.items():
        if not name.startswith(f"{key}_"):
            continue
        field_name = name.removeprefix(f"{key}_")
        accepted_value = _accept_draft_value(field_name, value, allowed)
        # A day that was cleared stays empty: without a value in the session the field would begin with today.
        if accepted_value is not None or (value is None and field_name in DAY_FIELDS):
            st.session_state[name] = accepted_value
    if TOKEN_PATTERN.fullmatch(str(draft.get("token"))):
        st.session_state[f"token_{key}"] = draft["token"]
    st.toast(t("observation.restored"), icon=":material/restore:")


def _accept_draft_value(name: str, value: Any, allowed: Mapping[str, Sequence[Any]]) -> Any:
    """Return the value when this field can hold it, else None.

    The storage of a browser can be edited by hand, and a value that a widget refuses would break the whole page.
    """
    if name.startswith("evidence_kind"):
        return value if value in TEXT_KINDS else None
    if name in allowed:
        return value if value in allowed[name] else None
    if name in DAY_FIELDS:
        return _read_draft_day(value)
    if name == "only_month":
        return value if isinstance(value, bool) else None
    if name in LIMIT_BY_NUMBER_FIELD:
        # True and False are integers to Python.
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return value if is_number and 0 <= value <= LIMIT_BY_NUMBER_FIELD[name] else None
    return value if isinstance(value, str) else None


def _read_draft_day(value: Any) -> date | None:
    try:
        return read_past_day(str(value))
    except ValueError:
        return None
