"""A button that downloads a file, made only when somebody asks for it."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

MIME_TYPES = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def show_download(
    label: str,
    build_content: Callable[[], bytes | str],
    file_name: str,
    *,
    key: str,
    mime_type: str | None = None,
    icon: str = ":material/download:",
    tip: str | None = None,
    button_type: Literal["primary", "secondary", "tertiary"] = "secondary",
    width: Literal["content", "stretch"] = "content",
    wrap: bool | None = None,
) -> None:
    """Show a button that downloads what `build_content` returns; without `mime_type` the ending of the name tells it.

    `build_content` runs in a thread of the server that has no page: it takes what it needs along and shows nothing.
    When it fails, the button says so in our words (`pages.ui.framework_texts`) and the cause goes to the log.
    """
    st.download_button(
        label,
        build_content,
        file_name=file_name,
        mime=mime_type or MIME_TYPES[file_name.rpartition(".")[2]],
        # Only the file is asked for; a rerun would be for nothing, and would close what was opened meanwhile.
        on_click="ignore",
        icon=icon,
        help=tip,
        type=button_type,
        width=width,
        wrap=wrap,
        key=key,
    )
