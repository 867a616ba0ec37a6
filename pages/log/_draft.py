"""What is being typed stays in the reader's own browser until it is saved, through a reload or a lost connection."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from impact.model import TYPED, FieldKind, Ring
from pages.log._evidence_fields import WRITTEN
from pages.ui import browser
from pages.ui.language import t, today

MOUNT, SPENT, COOKIE = "draft", "draft_spent", "rimpel_draft"
TOKEN = re.compile(r"[0-9a-f]{32}")
MOST_SPENT = 20
DAYS, NUMBERS = (
    frozenset(field.key for field in TYPED if field.kind is kind) for kind in (FieldKind.DAY, FieldKind.NUMBER)
)
_mount = st.components.v2.component("rimpel_draft", js=Path(__file__).with_name("draft.js").read_text(encoding="utf-8"))


def begun(key: str) -> None:
    """Go on under the token this browser was typing under, when the server began anew and knows of none."""
    typing = str(browser.remembered(COOKIE))
    if TOKEN.fullmatch(typing) and typing not in _spent():
        st.session_state.setdefault(f"token_{key}", typing)


def keep(place: str, key: str, token: str, rings: Sequence[Ring], others: Mapping[str, Sequence[str]]) -> None:
    """Keep what stands in the fields of this key, and put back what was left there before.

    `others` gives, per field that chooses from a list, the ids it may hold.
    """
    values = {name: _plain(value) for name, value in st.session_state.items() if _belongs(name, key)}
    _mount(
        key=MOUNT,
        data={"form": True, "place": place, "prefix": f"{key}_", "token": token, "values": values, "spent": _spent()},
        on_restored_change=lambda: _put_back(key, rings, others),
    )


def forgotten(place: str, key: str) -> None:
    """Have the browser forget what is saved by now; for the screen that comes after the form."""
    data = {"form": False, "place": place, "prefix": f"{key}_", "token": "", "values": {}, "spent": _spent()}
    _mount(key=MOUNT, data=data, on_restored_change=lambda: None)


def saved(token: str) -> None:
    """What was typed under this token is saved now: the browser may forget it."""
    st.session_state[SPENT] = [*_spent(), token][-MOST_SPENT:]


def _spent() -> list[str]:
    found: list[str] = st.session_state.get(SPENT, [])
    return found


def _belongs(name: object, key: str) -> bool:
    return isinstance(name, str) and name.startswith(f"{key}_") and not name.endswith("_button")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _put_back(key: str, rings: Sequence[Ring], others: Mapping[str, Sequence[str]]) -> None:
    found = st.session_state[MOUNT].get("restored") or {}
    values = found.get("values")
    if not isinstance(values, dict):
        return
    themes = {f"theme_{ring.id}": [theme.id for theme in ring.themes] for ring in rings}
    allowed: dict[str, Sequence[Any]] = {
        "ring": [ring.id for ring in rings],
        **{field.key: [word.value for word in field.words] for field in TYPED if field.words},
        **themes,
        **others,
    }
    for name, value in values.items():
        if not name.startswith(f"{key}_"):
            continue
        short = name.removeprefix(f"{key}_")
        fit = _fit(short, value, allowed)
        # A day that was cleared stays so: left out it would become today.
        if fit is not None or (value is None and short in DAYS):
            st.session_state[name] = fit
    if TOKEN.fullmatch(str(found.get("token"))):
        st.session_state[f"token_{key}"] = found["token"]
    st.toast(t("observation.restored"), icon=":material/restore:")


def _fit(name: str, value: Any, allowed: Mapping[str, Sequence[Any]]) -> Any:
    """The value when this field can hold it, else None: what a browser hands back is not trusted."""
    if name.startswith("evidence_kind"):
        return value if value in WRITTEN else None
    if name in allowed:
        return value if value in allowed[name] else None
    if name in DAYS:
        return _day(value)
    if name == "only_month":
        return value if isinstance(value, bool) else None
    if name in NUMBERS:
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    return value if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    try:
        return min(date.fromisoformat(str(value)), today())
    except ValueError:
        return None
