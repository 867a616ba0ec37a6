"""The form that saves a path as a story: a name, an optional telling, and the check for personal data."""

from collections.abc import Iterable

import streamlit as st

from db.ripples import stories
from impact.access import Act
from impact.model import MAX_TEXT_LENGTH, Who
from impact.ripples.stories import MAX_STORY_NAME_LENGTH, StoryPath
from pages.ui import privacy_check
from pages.ui.form_token import get_form_token
from pages.ui.language import escape_markdown, t
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving, saving
from pages.ui.visitor import may


def build_story_key(path: StoryPath) -> str:
    """Return the prefix of the widget keys for this path; no two paths share one."""
    return "story_" + "_".join(point.observation_id or point.activity_id or "" for point in path)


def show_save_story(who: Who, path: StoryPath, proposed_name: str, key: str, state_keys: Iterable[str] = ()) -> None:
    """Offer those who may log to save this path under a name; after that `state_keys` leave the session."""
    if not may(who, Act.LOG):
        return
    with st.popover(t("story.keep"), icon=":material/bookmark_add:", key=f"{key}_keep_box"):
        name, telling = ask_story_texts(proposed_name, "", key)
        if st.button(t("story.keep_now"), type="primary", key=f"{key}_keep"):
            with show_errors():
                with saving(who, (name, telling), key, "story") as session:
                    stories.add_story(session, who, name, path, telling, token=get_form_token(key))
                form_keys = (f"{key}_name", f"{key}_telling", *state_keys)
                finish_saving("story.kept", token_name=key, state_keys=form_keys, name=escape_markdown(name))


def ask_story_texts(name: str, telling: str, key: str) -> tuple[str, str]:
    """Ask for the name and the telling of a story, and warn about personal data in them."""
    typed_name = st.text_input(t("common.field.story"), value=name, max_chars=MAX_STORY_NAME_LENGTH, key=f"{key}_name")
    typed_telling = st.text_area(t("story.telling"), value=telling, max_chars=MAX_TEXT_LENGTH, key=f"{key}_telling")
    privacy_check.show_privacy_warning([typed_name, typed_telling], key)
    return typed_name, typed_telling
