"""What stands on a screen in the words of the framework, for the tests of the screens."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import streamlit
from playwright.sync_api import Page

from impact.words import load_catalogue
from pages.ui import framework_texts

FRONTEND = Path(streamlit.__file__).parent / "static" / "static" / "js"
# The parts of the frontend that draw what our screens are made of, and the page around them.
PARTS = (
    *("BaseButton", "ButtonGroup", "Checkbox", "DataFrame", "DateField", "DateInput", "DownloadButton", "ErrorElement"),
    *("FileUploader", "InputInstructions", "Multiselect", "NumberInput", "PageLink", "ReorderedSegments", "Selectbox"),
    *("Spinner", "StreamlitMarkdown", "Table", "TextArea", "TextInput", "Toast", "Toolbar", "Tooltip"),
    *("ArrowVegaLiteChart", "index", "utils"),
)
PHRASE = re.compile(r"[`\"]([A-Z][a-z]+(?:[ /][A-Za-z]+)*[.…]*)[`\"]")
SHOWN = """() => {
    const texts = new Set()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.nodeType === 3 ? node.parentElement : node
        if (!element.checkVisibility() || element.closest('[aria-hidden=true], script, style')) continue
        if (node.nodeType === 3) texts.add(node.data.trim())
        else for (const name of ['aria-label', 'aria-valuetext', 'aria-roledescription', 'placeholder', 'title', 'alt'])
            texts.add((node.getAttribute(name) ?? '').trim())
    }
    return [...texts].filter((text) => text)
}"""


@cache
def phrases() -> set[str]:
    """What the frontend of the framework can write, as far as it is not a word of ours in Dutch too."""
    texts = [file.read_text(encoding="utf-8") for part in PARTS for file in FRONTEND.glob(f"{part}.*.js")]
    ours = {text for forms in load_catalogue("nl").values() for text in forms}
    return {phrase for text in texts for phrase in PHRASE.findall(text)} - ours


def templates() -> Iterator[re.Pattern[str]]:
    """What the framework writes with something in it that varies, where our words differ."""
    for _, pairs in framework_texts.list_replacements("nl"):
        for text, _ in pairs:
            parts = [re.escape(part) for part in re.split(r"\{\w+\}", text)]
            yield re.compile(".+".join(parts))


def framework_words(page: Page) -> set[str]:
    """What stands on this page that is the framework's own."""
    shown = set(page.evaluate(SHOWN))
    return {text for text in shown if text in phrases() or any(one.fullmatch(text) for one in templates())}
