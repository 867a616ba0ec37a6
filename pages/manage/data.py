"""Data: bringing in, taking along, and a backup; each in a view of its own."""

import streamlit as st

from db.collaborations import get
from impact.access import Act
from pages.manage import _data_in, _data_whole
from pages.manage._data_backup import back_up
from pages.manage._data_earlier import earlier
from pages.manage._data_feed import links
from pages.manage._data_out import sheet, take_along
from pages.manage._data_wide import figures
from pages.ui.database import look
from pages.ui.here import guard
from pages.ui.language import plain, t
from pages.ui.views import views

who = guard(Act.MANAGE)
with look() as session:
    collaboration = get(session, who)
st.title(t("screen.data"))
st.caption(plain(collaboration.name))
shown = views("data", t("data.view"), {one: t(f"data.view.{one}") for one in ("in", "out", "backup")})
if shown == "backup":
    back_up(who)
elif shown == "out":
    take_along(who, collaboration)
    _data_whole.take_along(who, collaboration)
    links(who)
elif not _data_in.bring_in(who, collaboration):
    earlier(who)
    sheet(who, collaboration)
    figures(who)
    _data_whole.another(who)
