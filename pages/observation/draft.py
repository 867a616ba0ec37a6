"""What is being typed stays in the reader's own browser until it is saved, through a reload or a lost connection."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from impact.model import TYPED_FIELDS, FieldKind, Ring
from pages.ui import browser
from pages.ui.language import t, today
from pages.ui.observation_form.evidence_fields import TEXT_KINDS

COMPONENT_KEY, SPENT_TOKENS_KEY, TOKEN_COOKIE = "draft", "draft_spent", "rimpel_draft"
TOKEN_PATTERN = re.compile(r"[0-9a-f]{32}")
MAX_SPENT_TOKENS = 20
DAY_FIELDS, NUMBER_FIELDS = (
    frozenset(field.short_name for field in TYPED_FIELDS if field.kind is kind)
    for kind in (FieldKind.DAY, FieldKind.NUMBER)
)
_mount_draft = st.components.v2.component(
    "rimpel_draft", js=Path(__file__).with_name("draft.js").read_text(encoding="utf-8")
)


def resume_token(key: str) -> None:
    """Go on under the token this browser was typing under, when the server began anew and knows of none."""
    cookie_token = str(browser.get_cookie(TOKEN_COOKIE))
    if TOKEN_PATTERN.fullmatch(cookie_token) and cookie_token not in _get_spent_tokens():
        st.session_state.setdefault(f"token_{key}", cookie_token)


def sync_draft(
    collaboration_id: str, key: str, token: str, rings: Sequence[Ring], ids_by_field: Mapping[str, Sequence[str]]
) -> None:
    """Keep what stands in the fields of this key, and put back what was left there before.

    `others` gives, per field that chooses from a list, the ids it may hold.
    """
    values = {name: _to_json_value(value) for name, value in st.session_state.items() if _belongs_to_form(name, key)}
    _mount_draft(
        key=COMPONENT_KEY,
        data={
            "form": True,
            "place": collaboration_id,
            "prefix": f"{key}_",
            "token": token,
            "values": values,
            "spent": _get_spent_tokens(),
        },
        on_restored_change=lambda: _restore_draft(key, rings, ids_by_field),
    )


def clear_saved_drafts(collaboration_id: str, key: str) -> None:
    """Have the browser forget what is saved by now; for the screen that comes after the form."""
    data = {
        "form": False,
        "place": collaboration_id,
        "prefix": f"{key}_",
        "token": "",
        "values": {},
        "spent": _get_spent_tokens(),
    }
    _mount_draft(key=COMPONENT_KEY, data=data, on_restored_change=lambda: None)


def mark_saved(token: str) -> None:
    """What was typed under this token is saved now: the browser may forget it."""
    st.session_state[SPENT_TOKENS_KEY] = [*_get_spent_tokens(), token][-MAX_SPENT_TOKENS:]


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
        # A day that was cleared stays so: left out it would become today.
        if accepted_value is not None or (value is None and field_name in DAY_FIELDS):
            st.session_state[name] = accepted_value
    if TOKEN_PATTERN.fullmatch(str(draft.get("token"))):
        st.session_state[f"token_{key}"] = draft["token"]
    st.toast(t("observation.restored"), icon=":material/restore:")


def _accept_draft_value(name: str, value: Any, allowed: Mapping[str, Sequence[Any]]) -> Any:
    """The value when this field can hold it, else None: what a browser hands back is not trusted."""
    if name.startswith("evidence_kind"):
        return value if value in TEXT_KINDS else None
    if name in allowed:
        return value if value in allowed[name] else None
    if name in DAY_FIELDS:
        return _read_draft_day(value)
    if name == "only_month":
        return value if isinstance(value, bool) else None
    if name in NUMBER_FIELDS:
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    return value if isinstance(value, str) else None


def _read_draft_day(value: Any) -> date | None:
    try:
        return min(date.fromisoformat(str(value)), today())
    except ValueError:
        return None
