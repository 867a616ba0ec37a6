"""The words of the framework itself, and ours in their place.

Streamlit has no setting for its own language: its words come with the page, in English. What it writes is listed here
with where it stands. `browser.js` puts our words there. It changes text and names of parts alone, never parts, and
looks nowhere else, so what somebody wrote stays as it is.
"""

from functools import cache

from impact.words import get_text

# Where it stands (CSS, in which @name is the element with that data-testid), what the framework writes there, and the
# key of our words. What varies stands in braces; a {date} or {month} is written again in the language of the reader.
FRAMEWORK_TEXTS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "@stSkipToContent, @stSkipToContent *",
        {
            "Skip to main content": "frame.skip",
        },
    ),
    (
        "@stSidebar, @stSidebarNav",
        {
            "Sidebar": "frame.sidebar",
            "App pages": "frame.pages",
        },
    ),
    (
        "@stSidebarCollapseButton button, button@stExpandSidebarButton",
        {
            "Collapse sidebar": "frame.collapse",
            "Expand sidebar": "frame.unfold",
        },
    ),
    (
        "@stHeaderActionElements a",
        {
            "Link to heading": "frame.anchor",
        },
    ),
    (
        "@stTooltipHoverTarget, @stTooltipHoverTarget button",
        {
            "Help for {label}": "frame.help_for",
            "Help": "frame.help",
        },
    ),
    (
        "@stFileUploaderDropzone > div > span, @stFileUploaderDropzoneInput",
        {
            "Drag and drop a file here": "frame.drop",
            "Drag and drop files here": "frame.drop_several",
            "file upload": "frame.file",
        },
    ),
    (
        "@stFileUploaderDropzoneInstructions *",
        {
            "{size} per file": "frame.per_file",
        },
    ),
    (
        "@stFileUploaderDropzone button, @stFileUploaderDropzone button *",
        {
            "Upload": "frame.upload",
            "Add files": "frame.add_files",
        },
    ),
    (
        "@stFileChip, @stFileChipDeleteBtn button",
        {
            "Remove {name}": "common.remove_named",
            "Cancel upload of {name}": "frame.file_cancel",
            "Click to retry upload": "frame.file_again",
        },
    ),
    (
        '@stFileUploader [id], @stFileUploader [role="alert"], @stTooltipErrorContent, @stTooltipErrorContent *',
        {
            "File must be {size} or smaller.": "frame.file_large",
            "{type} files are not allowed.": "frame.file_kind",
            "File size is too small.": "frame.file_small",
            "Only one file is allowed.": "frame.file_one",
            "Upload failed": "frame.file_failed",
            "Unexpected error. Please try again.": "frame.file_error",
        },
    ),
    (
        "@stSelectbox button, @stMultiSelect button, @stSelectboxVirtualDropdown button, @stMultiSelectDropdown button",
        {
            "Open": "frame.list_open",
            "Clear value": "frame.list_clear",
            "Clear all": "frame.list_clear_all",
            "Remove {name}": "common.remove_named",
            "Dismiss": "frame.list_close",
            "Show suggestions": "frame.list_open",
        },
    ),
    (
        "@stSelectbox input, @stMultiSelect input, @stMultiSelectTagsContainer",
        {
            "Choose an option": "frame.list_choose",
            "Choose options": "frame.list_choose_several",
            "Selected values": "frame.list_chosen",
        },
    ),
    (
        "@stNumberInput button",
        {
            "Increment": "frame.number_up",
            "Decrement": "frame.number_down",
            "Clear value": "frame.list_clear",
        },
    ),
    (
        "@InputInstructions *",
        {
            "Press Enter to apply": "frame.apply",
            "Press Ctrl+Enter to apply": "frame.apply_lines",
            "Press ⌘+Enter to apply": "frame.apply_mac",
        },
    ),
    (
        '[data-testid$="Dropdown"] [role="option"]:not([data-key]) *, [role="option"][id$="__select_all__"] *',
        {
            "No results": "frame.list_nothing",
            "Select all": "frame.list_all",
            "Select {number} matches": "frame.list_matches",
            "You can only select up to {number} options. Remove an option first.": "frame.list_most",
        },
    ),
    (
        "@stNumberInputContainer *, @stTooltipErrorContent, @stTooltipErrorContent *",
        {
            "Error: Number is outside the allowed range. Please enter a value "
            "between {low} and {high}.": "frame.number_range",
            "Error: Number is above the allowed range.": "frame.number_high",
            "Error: Number is below the allowed range.": "frame.number_low",
        },
    ),
    (
        "@stDateInputField *, @stDateInput button",
        {
            "day, {label}": "frame.date_day",
            "month, {label}": "frame.date_month",
            "year, {label}": "frame.date_year",
            "Empty": "frame.date_empty",
            "{number} – {month}": "frame.date_month_value",
            "mm": "frame.date_mm",
            "yyyy": "frame.date_yyyy",
            "Choose date": "frame.date_choose",
            "Clear date": "frame.date_clear",
        },
    ),
    (
        "@stDateInputCalendar, @stDateInputCalendar *",
        {
            "Choose date": "frame.date_choose",
            "Choose date, {shown}": "frame.date_shown",
            "Previous month": "frame.date_before",
            "Next month": "frame.date_after",
            "Use arrow keys to navigate dates. Enter to select. Escape to close.": "frame.date_keys",
        },
    ),
    (
        '[data-live-announcer] *, body > [id^="react-aria"]',
        {
            "Selected Date: {date}": "frame.date_selected",
            "{number} options available.": "frame.list_several",
            "{number} option available.": "frame.list_single",
            "{label}, selected": "frame.list_selected",
        },
    ),
    (
        "@stElementToolbarButton button",
        {
            "Fullscreen": "frame.full",
            "Fullscreen: {label}": "frame.full_of",
            "Close fullscreen": "frame.full_close",
            "Close fullscreen: {label}": "frame.full_close_of",
            "Search": "frame.search",
            "Search: {label}": "frame.search_in",
            "Show/hide columns": "frame.columns",
            "Show/hide columns: {label}": "frame.columns_of",
            "Copy to clipboard": "frame.copy",
            "Copied": "frame.copied",
        },
    ),
    (
        "@stTooltipContent *",
        {
            "Fullscreen": "frame.full",
            "Close fullscreen": "frame.full_close",
            "Search": "frame.search",
            "Show/hide columns": "frame.columns",
            "Copy to clipboard": "frame.copy",
        },
    ),
    (
        "@search-result-area, @stDataFrameResizable button, .gdg-search-status label",
        {
            "{number} results": "frame.search_several",
            "{number} result": "frame.search_single",
            "Type to search": "frame.search_type",
            "Previous Result": "common.previous",
            "Next Result": "common.next",
            "Close Search": "frame.search_close",
        },
    ),
    (
        "@stDataFrameColumnVisibilityMenu > :first-child *",
        {
            "Select all": "frame.list_all",
        },
    ),
    (
        '@stDataFrameColumnMenu, @stDataFrameColumnMenu *, [data-testid^="stDataFrameStatistics"] *',
        {
            "Dataframe column menu": "frame.column_menu",
            "Sort ascending": "frame.column_up",
            "Sort descending": "frame.column_down",
            "Statistics": "frame.column_counted",
            "Format": "frame.column_format",
            "Autosize": "frame.column_width",
            "Pin column": "frame.column_pin",
            "Unpin column": "frame.column_unpin",
            "Hide column": "frame.column_hide",
            "Copy column name": "frame.column_copy",
            "Count": "frame.column_count",
            "Distinct": "frame.column_distinct",
            "Empty": "frame.column_empty",
            "Values": "frame.column_values",
            "Average length": "frame.column_length",
            "Minimum length": "frame.column_shortest",
            "Maximum length": "frame.column_longest",
        },
    ),
    (
        "@stDialog button, @stToast button, @stToastContainer, @stToastViewButton, @stPopoverBody > button",
        {
            "Close": "common.close",
            "Dismiss": "common.close",
            "Negeren": "common.close",
            "Notifications": "frame.messages",
            "view more": "frame.toast_more",
            "view less": "frame.toast_less",
        },
    ),
    (
        "@stStatusWidgetRunningIcon, @stToolbar button, @stToolbar button *, @stStatusWidget *",
        {
            "Running...": "frame.running",
            "Stop": "common.stop",
            "Stopping...": "frame.stopping",
            "Connecting": "frame.connecting",
            "Error": "frame.no_connection",
        },
    ),
    (
        "@stDialog *, @stTooltipContent *",
        {
            "Connection error": "frame.no_connection",
            "Streamlit server is not responding. Are you connected to the internet?": "frame.lost_text",
            "Is Streamlit still running? If you accidentally stopped Streamlit, "
            "just restart it in your terminal:": "frame.lost_here",
            "Page not found": "frame.page_unknown",
            "You have requested page /{page}, but no corresponding file was found "
            "in the app's pages/ directory. Running the app's main page.": "frame.page_unknown_text",
            "The page that you have requested does not seem to exist. Running the "
            "app's main page.": "frame.page_gone_text",
            "Connecting to Streamlit server": "frame.connecting_tip",
            "Unable to connect to Streamlit server": "frame.no_connection_tip",
        },
    ),
    (
        "@stFileChip *",
        {
            "Error:": "frame.error",
        },
    ),
    (
        "@stDownloadButton *",
        {
            "Download failed": "frame.download_failed",
            "Failed to generate file for download": "frame.download_failed",
        },
    ),
)


@cache
def list_replacements(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return per place what the framework writes there and our words for it, where these differ."""
    replacements = [
        (place, [(text, get_text(language, key)) for text, key in texts.items() if get_text(language, key) != text])
        for place, texts in FRAMEWORK_TEXTS
    ]
    return [(place, pairs) for place, pairs in replacements if pairs]
