"""Keeping a path as a story: a name, a telling of one's own if you like, and whether either points to a person."""

import streamlit as st

from db import stories
from impact.access import Act
from impact.model import TEXT_LIMIT, Who
from impact.stories import NAME_LIMIT, Path
from pages.ui import privacy
from pages.ui.database import act
from pages.ui.here import may
from pages.ui.language import plain, t
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token


def key_of(path: Path) -> str:
    """What the fields for keeping this path are known by; two paths never share one."""
    return "story_" + "_".join(point.observation_id or point.activity_id or "" for point in path)


def keep(who: Who, path: Path, proposed: str, key: str) -> bool:
    """Offer to keep this path under a name; True once it is kept. Nothing for who may not log."""
    if not may(who, Act.LOG):
        return False
    with st.popover(t("story.keep"), icon=":material/bookmark_add:", key=f"{key}_keep_box"):
        said = fields(proposed, "", key)
        if st.button(t("story.keep_now"), type="primary", key=f"{key}_keep"):
            with catching():
                return _keep(who, path, said, key)
    return False


def fields(name: str, telling: str, key: str) -> tuple[str, str]:
    """The name and the telling of a story as they stand now, with a warning about what may point to a person."""
    named = st.text_input(t("story.name"), value=name, max_chars=NAME_LIMIT, key=f"{key}_name")
    told = st.text_area(t("story.telling"), value=telling, max_chars=TEXT_LIMIT, key=f"{key}_telling")
    privacy.warn([named, told], key)
    return named, told


def _keep(who: Who, path: Path, said: tuple[str, str], key: str) -> bool:
    if not privacy.ready(said, key):
        return False
    name, telling = said
    with act() as session:
        stories.keep(session, who, name, path, telling, token=token(key))
        privacy.settle(session, who, said, key, "story")
    spent(key)
    tell_after("story.kept", name=plain(name))
    for field in ("name", "telling"):
        st.session_state.pop(f"{key}_{field}", None)
    return True
