"""The import of observations step by step: the file, its columns, its words, and a preview before anything changes."""

import streamlit as st

from impact.model import Collaboration, Who
from pages.data import (
    import_columns,
    import_file,
    import_preview,
    import_progress,
    import_report,
    import_storage,
    import_values,
)
from pages.data.import_preview import ImportDecision
from pages.data.import_setup import COLUMNS_STEP, PREVIEW_STEP, VALUES_STEP, ImportSetup
from pages.ui.language import t
from pages.ui.messages import show_errors

IMPORT_STEPS = (COLUMNS_STEP, VALUES_STEP, PREVIEW_STEP)


def show_import(who: Who, collaboration: Collaboration) -> bool:
    """Show the report of the last import, or the import that is running, or the step of the present file.

    Return whether a file is on its way; the screen then shows nothing else.
    """
    st.header(t("data.import_title"))
    if import_storage.follow_stored_import(who):  # another tab went on: nothing this session computed is valid
        import_file.forget_file()
        import_progress.forget_running_import()
        import_report.forget_report()
    if report := import_report.get_import_report(who):
        import_report.show_import_report(who, report)
        return False
    if running_import := import_progress.find_running_import(who):
        import_progress.continue_import(running_import)
        return True
    st.write(t("data.import_text"))
    setup = import_file.choose_import_file(who, collaboration)
    if setup:
        with st.container(border=True, key="data_found"):
            st.caption(t("bring.step", at=IMPORT_STEPS.index(setup.step) + 2, of=len(IMPORT_STEPS) + 1))
            _show_import_step(who, setup)
        import_storage.save_choices(who, setup.to_json())
    return setup is not None


def _show_import_step(who: Who, setup: ImportSetup) -> None:
    if setup.step == COLUMNS_STEP:
        import_columns.show_columns_step(setup, who)
    elif setup.step == VALUES_STEP:
        import_values.show_values_step(setup, who)
    else:
        _show_import_preview(who, setup)


def _show_import_preview(who: Who, setup: ImportSetup) -> None:
    decision = import_preview.show_preview_step(setup, who)
    if decision:
        _show_import_button(who, setup, decision)
    import_columns.show_back_buttons(setup)


def _show_import_button(who: Who, setup: ImportSetup, decision: ImportDecision) -> None:
    is_clicked = st.button(
        import_progress.format_import_label(decision),
        type="primary",
        icon=":material/download_done:",
        key="data_take_in",
    )
    if not is_clicked:
        return
    with show_errors():
        import_preview.check_decision(decision)
        if not decision.is_privacy_accepted:
            st.warning(t("privacy.before_saving"), icon=":material/shield:")
            return
        import_progress.start_import(who, setup, decision)
        st.rerun()
