"""Messages stay until they can have been read, also when the run that wrote them was cut off."""

import pytest
from streamlit.testing.v1 import AppTest

from impact.errors import Invalid
from impact.words import error_text
from pages.ui.messages import UNREAD_ERRORS


def _page() -> None:
    import streamlit as st

    from impact.errors import Invalid
    from pages.ui import messages

    messages.show_pending_messages()
    with messages.clear_read_errors():
        cut_off = st.button("Wie daarna opnieuw begint", key="cut_off")
        if cut_off or st.button("Wie blijft staan", key="stays"):
            with messages.show_errors():
                raise Invalid(field="what", reason="empty")
        if cut_off:
            st.rerun()
        if st.button("Wie stopt", key="stops"):
            with messages.show_errors():
                raise Invalid(field="what", reason="empty")
            st.stop()


@pytest.mark.parametrize("key", ["cut_off", "stays", "stops"])
def test_what_went_wrong_is_shown_once_and_in_a_run_that_comes_to_its_end(key: str) -> None:
    app = AppTest.from_function(_page).run()
    app.button(key=key).click().run()
    words = error_text.describe_error("nl", Invalid(field="what", reason="empty"))
    assert [one.value for one in app.error] == [words]
    assert app.session_state[UNREAD_ERRORS] == []  # the next run has nothing to repeat
    assert not app.exception
