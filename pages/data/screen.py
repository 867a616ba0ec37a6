"""Data: bringing in, taking along, and a backup; each in a view of its own."""

import streamlit as st

from db.collaborations import get_collaboration
from impact.access import Act
from pages.data import import_steps
from pages.ui import collaboration_file
from pages.ui.server_backup import show_backup
from pages.data.earlier_imports import show_earlier_imports
from pages.data.feed_links import show_feed_links
from pages.data.export_files import show_export_section, show_log_sheet_section
from pages.data.figure_table import show_figure_import
from pages.ui.database import read_session
from pages.ui.visitor import require_access
from pages.ui.language import escape_markdown, t
from pages.ui.view_switch import choose_view

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
    show_export_section(who, collaboration)
    collaboration_file.show_collaboration_download(who, collaboration)
    show_feed_links(who)
elif not import_steps.show_import(who, collaboration):
    show_earlier_imports(who)
    show_log_sheet_section(who, collaboration)
    show_figure_import(who)
    collaboration_file.show_collaboration_upload(who)
