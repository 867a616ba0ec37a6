"""The form that saves a path as a story: a name, an optional telling, and the check for personal data."""

import streamlit as st

from db.ripples import stories
from impact.access import Act
from impact.model import MAX_TEXT_LENGTH, Who
from impact.ripples.stories import MAX_STORY_NAME_LENGTH, StoryPath
from pages.ui import privacy_check
from pages.ui.form_token import drop_form_token, get_form_token
from pages.ui.language import escape_markdown, t
from pages.ui.messages import show_errors, toast_after_rerun
from pages.ui.saving import saving
from pages.ui.visitor import may


def build_story_key(path: StoryPath) -> str:
    """Return the prefix of the widget keys for this path; no two paths share one."""
    return "story_" + "_".join(point.observation_id or point.activity_id or "" for point in path)


def show_save_story(who: Who, path: StoryPath, proposed_name: str, key: str) -> bool:
    """Offer those who may log to save this path under a name; True in the run that saved it."""
    if not may(who, Act.LOG):
        return False
    with st.popover(t("story.keep"), icon=":material/bookmark_add:", key=f"{key}_keep_box"):
        typed_texts = ask_story_texts(proposed_name, "", key)
        if st.button(t("story.keep_now"), type="primary", key=f"{key}_keep"):
            with show_errors():
                return _save_new_story(who, path, typed_texts, key)
    return False


def ask_story_texts(name: str, telling: str, key: str) -> tuple[str, str]:
    """Ask for the name and the telling of a story, and warn about personal data in them."""
    typed_name = st.text_input(t("common.field.story"), value=name, max_chars=MAX_STORY_NAME_LENGTH, key=f"{key}_name")
    typed_telling = st.text_area(t("story.telling"), value=telling, max_chars=MAX_TEXT_LENGTH, key=f"{key}_telling")
    privacy_check.show_privacy_warning([typed_name, typed_telling], key)
    return typed_name, typed_telling


def _save_new_story(who: Who, path: StoryPath, typed_texts: tuple[str, str], key: str) -> bool:
    name, telling = typed_texts
    with saving(who, typed_texts, key, "story") as session:
        stories.add_story(session, who, name, path, telling, token=get_form_token(key))
    drop_form_token(key)
    toast_after_rerun("story.kept", name=escape_markdown(name))
    for field in ("name", "telling"):
        st.session_state.pop(f"{key}_{field}", None)
    return True
