"""The data screen: files in, files out, and the backup, each in a view of its own."""

import streamlit as st

from db.collaborations import get_collaboration
from impact.access import Act
from pages.data import export_files, import_steps
from pages.data.earlier_imports import show_earlier_imports
from pages.data.feed_links import show_feed_links
from pages.data.figure_table import show_figure_import
from pages.data.server_backup import show_backup
from pages.ui.collaboration_upload import ask_collaboration_file
from pages.ui.database import read_session
from pages.ui.language import escape_markdown, t
from pages.ui.view_switch import choose_view
from pages.ui.visitor import require_access

who = require_access(Act.MANAGE)
with read_session() as session:
    collaboration = get_collaboration(session, who)
st.title(t("screen.data"))
st.caption(escape_markdown(collaboration.name))
chosen_view = choose_view(
    "data", t("data.view"), {view_name: t(f"data.view.{view_name}") for view_name in ("in", "out", "backup")}
)
if chosen_view == "backup":
    show_backup(who)
elif chosen_view == "out":
    export_files.show_export_section(who, collaboration)
    export_files.show_collaboration_download(who, collaboration)
    show_feed_links(who)
elif not import_steps.show_import(who, collaboration):  # a file on its way asks for all attention
    show_earlier_imports(who)
    export_files.show_log_sheet_section(who, collaboration)
    show_figure_import(who)
    st.header(t("whole.in_title"))
    with st.container(key="whole_in"):
        ask_collaboration_file(lambda: who.person_id)
