import streamlit as st

from db.collaborations import get
from impact.access import Act
from pages.manage._data_backup import back_up
from pages.manage._data_earlier import earlier
from pages.manage._data_feed import links
from pages.manage._data_in import bring_in
from pages.manage._data_out import sheet, take_along
from pages.manage._data_whole import along
from pages.manage._data_wide import figures
from pages.ui.database import look
from pages.ui.here import guard
from pages.ui.language import t

who = guard(Act.MANAGE)
st.title(t("screen.data"))
st.write(t("data.intro"))
with look() as session:
    collaboration = get(session, who)
bring_in(who, collaboration)
figures(who)
earlier(who)
sheet(who, collaboration)
take_along(who, collaboration)
along(who, collaboration)
links(who)
back_up(who)
