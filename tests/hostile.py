"""Texts that mean something to a machine, and what must not be found where a reader sees them.

Whatever would be carried out or fetched says "evil", so that it can be told from what the app itself writes.
"""

import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

MARKUP = (
    "![evil](http://evil.example/a.png)",
    "[evil](javascript:evil)",
    "<evil onerror=evil>",
    ":red[evil]",
    ":material/evil:",
    "$evil$",
    "**evil** __evil__ ~~evil~~ `evil` [^evil] &evil;",
    "http://evil.example www.evil.example evil@evil.example",
)
FORMULAS = ("=evil()", "+evil", "-evil", "@evil", "＝evil()")
# Characters that no output can take, and some that are as wide as nothing.
UNSAFE = "\x01\x0b\x1f\x7f\ufeff\ufdd0\ufffe\uffff\U0001fffe\U0010ffff\u202e\u2066"
LINES = (
    "evil\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:evil",
    "evil\u2028X-EVIL:evil\x85\x0b\x0cX-EVIL;A=B:evil\\n\\,",
    '#import "evil" #read("evil") #panic() ]evil[ $ evil',
    "{evil} {0} %(evil)s %s ${evil} {{evil}}",
    "'; DROP TABLE ring; -- evil",
    "<script>evil</script><!-- evil ]]> &#x3c;evil",
    "evil\tevil;evil,evil|evil\"evil'evil",
    "evil\u200b\u2060\u00ad\u3164\u2800",
    "evil \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301 \u05d0\u05d1",
    "__proto__.evil constructor a.b[0] evil",
)
SHORT = (*MARKUP, *FORMULAS, *LINES)
# All at once, with line ends between them, so that each of them begins a line.
LONG = f"=evil(){UNSAFE}\n" + "\n".join(text + UNSAFE for text in SHORT)
BIG = "evil \ufffe" * 170_000  # a million characters
# Names equal to a column of ours in both languages, to each other but for case and space, and to words of machines.
COLLIDING = ("Organisatie", "Organisation", "organisatie ", "Ring", "Maand", "__proto__", "index", "a.b[0]")
ACTIVE = re.compile(
    r"(?<!\\)(?:!?\[evil\](?=\()|<evil|:red\[evil|:material/evil|\$evil\$"
    r"|\*\*evil\*\* __|__evil__|~~evil~~|`evil`|\[\^evil|&evil;)"
    r"|https?://evil|www\.evil|evil@evil|javascript:evil"
)
# What Streamlit shows as it is, without Markdown: by the message and its field.
SHOWN_AS_IT_IS = {
    ("VegaLiteChart", "spec"),
    ("VegaLiteChart", "alt"),
    ("Arrow", "alt"),
    ("Arrow", "data"),
    ("Table", "alt"),
    ("Code", "code_text"),
    ("DateInput", "default"),
    ("MultiSelect", "options"),
    ("MultiSelect", "raw_values"),
    ("Selectbox", "options"),
    ("Selectbox", "raw_value"),
    ("TextArea", "default"),
    ("TextArea", "value"),
    ("TextInput", "default"),
    ("TextInput", "value"),
    ("BidiComponent", "json"),
}


def markdown_in(app: AppTest) -> Iterator[tuple[str, str]]:
    """Every text on this page that Streamlit reads as Markdown, tables too, each with where it stands."""
    for element in app._tree:
        proto = getattr(element, "proto", None)
        yield from _texts(proto) if isinstance(proto, Message) else ()
    for table in app.table:
        for text in [*table.value.columns, *table.value.to_numpy().ravel()]:
            yield "table", str(text)


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    name = message.DESCRIPTOR.name
    for field, value in message.ListFields():
        if field.name == "id" or (name, field.name) in SHOWN_AS_IT_IS:
            continue
        for inner in _each(value):
            if isinstance(inner, str):
                yield f"{name}.{field.name}", inner
            elif isinstance(inner, Message):
                yield from _texts(inner)


def _each(value: Any) -> Iterator[Any]:
    if isinstance(value, str | bytes | Message | int | float):
        yield value
    elif hasattr(value, "values"):
        yield from value.values()
    else:
        yield from value


def active_in(app: AppTest) -> list[tuple[str, str]]:
    """Where a text of a user would be carried out or fetched on this page."""
    return [(place, text) for place, text in markdown_in(app) if ACTIVE.search(text)]
