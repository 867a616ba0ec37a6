"""The words of the app: complete in both languages, used, and true to the words of the method."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from db.tables import Base
from impact import errors, model
from impact.access import Role
from impact.words import DEFAULT_LANGUAGE, LANGUAGES, load_catalogue
from pages import OUTSIDE_SCREEN, SCREENS

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "impact" / "words"
SPEAKING = sorted(
    [ROOT / "app.py", *(file for floor in ("pages", "db", "impact") for file in (ROOT / floor).rglob("*.py"))]
)
SCRIPTS = sorted((ROOT / "pages").rglob("*.js"))
KEY = re.compile(r"[a-z]+(\.[a-z0-9_]*[a-z0-9])+")
FILES = (".js", ".css", ".po", ".csv", ".toml", ".json", ".py", ".db", ".svg", ".png", ".pdf", ".xlsx", ".typ")
ENUMS = {
    "direction": model.Direction,
    "level": model.Level,
    "rung": model.Rung,
    "state": model.State,
    "ripple": model.RippleKind,
    "certainty": model.Certainty,
    "milestone": model.MilestoneKind,
    "phase": model.Phase,
    "intended": model.Intended,
    "change_kind": model.ChangeKind,
    "evidence": model.EvidenceKind,
    "agreement": model.Agreement,
    "role": Role,
}
REASONS = {kind.__name__: kind.key for kind in (errors.Invalid, errors.BrokenFile, errors.WrongDatabase)}
# One word per idea: what else people call it, and what the method calls it.
SYNONYMS = {
    "nl": {
        r"observaties?": "waarneming",
        r"thema'?s?": "gewenste impact",
        r"evidenties?|bewijsstuk(ken)?": "bewijs",
        r"snapshots?": "momentopname",
        r"milestones?": "mijlpaal",
        r"partnerschap(pen)?|consorti(um|a)": "samenwerking",
        r"instelling\b(?!en)": "organisatie",
        r"gebruikers?": "jullie, of de rol",
        r"u|uw": "je, jullie",
    },
    "en": {
        r"findings?": "observation",
        r"themes?": "desired impact",
        r"partnerships?|consorti(um|a)": "collaboration",
        r"user": "you, or the role",
        r"pupils?": "student",
    },
}
# Keys whose text stands under another key too, in both languages, and that must be free to change without the other.
APART = {
    # a head or the name of a sheet in a file: it stays as it is whatever the screen says
    "sheet.column.direction", "sheet.column.evidence", "sheet.column.level",
    "sheet.column.organisation", "sheet.column.ring", "sheet.column.theme", "sheet.column.why", "pack.sheet.milestones",
    "pack.sheet.story", "pack.sheet.title",
    # the head of a paragraph that explains a word, not the word in a table
    "pack.how.confirmed", "pack.how.counted", "pack.how.seen", "pack.how.source", "pack.how.title", "pack.how.wanted",
    # another field of another form, that only happens to be called the same
    "common.field.on", "common.field.rings", "common.field.themes", "common.field.wanted_level",
    # one of a row of answers, views, changes, doubts or filters, chosen by the last word of its key
    "bring.above.leave", "bring.period.out", "bring.several.out", "data.view.in", "data.view.out", "discs.org",
    "judge.like.confirmed.1", "pack.kind.unseen", "story.doubt.disputed", "wide.upload",
    # equal by chance: a screen and a field, a level and a cell without one, a count of two tables, two examples
    "screen.desired", "review.never", "timeline.column.n", "home.wish.students",
}  # fmt: skip
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
both = pytest.mark.parametrize("language", LANGUAGES)


def areas(language: str) -> list[str]:
    """The catalogues of this language."""
    return sorted(file.name for file in (WORDS / language).glob("*.po"))


def facts(text: str) -> set[str]:
    """The names of the facts this text asks for."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_in(area: Path) -> list[str]:
    """Every key in this catalogue, twice when it stands there twice."""
    return re.findall(r'^msgid "([^"]+)"', area.read_text(encoding="utf-8"), re.MULTILINE)


@cache
def constants() -> tuple[set[str], set[str]]:
    """The texts written in the code that may be keys: whole ones, and patterns for those with a fact in them."""
    whole, patterns = set(), set()
    for file in SPEAKING:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                patterns.update(_pattern(node))
    for file in SCRIPTS:
        whole.update(re.findall(r"""["'`]([a-z]+(?:\\.[a-z0-9_]+)+)["'`]""", file.read_text(encoding="utf-8")))
    return whole, patterns


def _pattern(node: ast.JoinedStr) -> Iterator[str]:
    start = node.values[0]
    if isinstance(start, ast.Constant) and re.match(r"[a-z]+\.", str(start.value)):
        parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+" for part in node.values)
        yield "".join(parts)


def spoken(key: str) -> bool:
    """Whether the code ever says this key."""
    whole, patterns = constants()
    root, _, _ = key.rpartition(".")
    return key in whole or root in whole or any(re.fullmatch(pattern, key) for pattern in patterns)


def test_both_languages_have_the_same_catalogues() -> None:
    assert all(areas(language) == areas(DEFAULT_LANGUAGE) != [] for language in LANGUAGES)


def test_both_languages_have_the_same_keys() -> None:
    assert set(load_catalogue("nl")) == set(load_catalogue("en"))


def test_both_languages_ask_for_the_same_facts() -> None:
    dutch, english = load_catalogue("nl"), load_catalogue("en")
    differ = [
        key
        for key in dutch.keys() & english.keys()
        if set().union(*map(facts, dutch[key])) != set().union(*map(facts, english[key]))
    ]
    assert differ == []


def test_both_languages_have_one_and_more_for_the_same_keys() -> None:
    dutch, english = load_catalogue("nl"), load_catalogue("en")
    assert [key for key in dutch.keys() & english.keys() if len(dutch[key]) != len(english[key])] == []


@both
def test_every_key_has_its_text_and_stands_in_one_place(language: str) -> None:
    counted = Counter(key for file in (WORDS / language).glob("*.po") for key in keys_in(file))
    plurals = {key for key, texts in load_catalogue(language).items() if len(texts) == 2}
    assert {key: times for key, times in counted.items() if times > 1 and key not in plurals} == {}
    assert [key for key, texts in load_catalogue(language).items() if not all(text.strip() for text in texts)] == []
    assert [key for key in load_catalogue(language) if not KEY.fullmatch(key)] == []


def test_no_text_stands_under_two_keys() -> None:
    keys_by_text: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for key in load_catalogue("nl"):
        keys_by_text.setdefault(tuple(load_catalogue(language)[key] for language in LANGUAGES), []).append(key)
    equal = [keys for keys in keys_by_text.values() if len(keys) > 1]
    assert [keys for keys in equal if len(set(keys) - APART) > 1] == []
    assert APART - {key for keys in equal for key in keys} == set(), "these have a text of their own by now"


@both
def test_every_catalogue_says_which_language_it_is_and_how_it_counts(language: str) -> None:
    for file in (WORDS / language).glob("*.po"):
        read = read_po(BytesIO(file.read_bytes()))
        assert f'"Language: {language}' in file.read_text(encoding="utf-8"), file.name
        assert read.num_plurals == 2, file.name


@both
def test_no_text_has_an_emoji_or_a_tag(language: str) -> None:
    texts = [(key, text) for key, forms in load_catalogue(language).items() for text in forms]
    assert [key for key, text in texts if EMOJI.search(text) or re.search(r"</?[a-z]+[ />]", text)] == []


@both
def test_every_word_for_an_idea_is_the_word_of_the_method(language: str) -> None:
    strays = {
        key: (found.group(), better)
        for key, forms in load_catalogue(language).items()
        for text in forms
        for synonym, better in SYNONYMS[language].items()
        if (found := re.search(rf"(?<![\w{{])({synonym})(?![\w}}])", text, re.IGNORECASE))
    }
    assert strays == {}


@both
def test_no_sentence_is_long(language: str) -> None:
    long = [
        key
        for key, forms in load_catalogue(language).items()
        for text in forms
        for sentence in re.split(r"[.?!:;\n]", text)
        if len(sentence.split()) > 28
    ]
    assert long == []


@both
def test_every_listed_word_of_the_method_has_its_text(language: str) -> None:
    wanted = [f"model.{area}.{one.value}" for area, words in ENUMS.items() for one in words] + ["model.unexpected"]
    assert [key for key in wanted if key not in load_catalogue(language)] == []


@both
def test_every_screen_and_every_error_has_its_text(language: str) -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.RimpelError)]
    wanted = [f"error.{kind.key}" for kind in kinds if kind is not errors.Invalid]  # that one speaks by its reason
    wanted += [f"screen.{screen.key}" for screen in (*SCREENS, OUTSIDE_SCREEN)]
    assert [key for key in wanted if key not in load_catalogue(language)] == []


def test_every_reason_given_by_an_error_has_its_text() -> None:
    given = set()
    for file in SPEAKING:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REASONS:
                given |= {f"error.{REASONS[node.func.id]}.{reason}" for reason in _reasons(node)}
    assert given - set(load_catalogue("nl")) == set()


def _reasons(call: ast.Call) -> list[object]:
    given = (one.value for one in call.keywords if one.arg == "reason")
    return [value.value for value in given if isinstance(value, ast.Constant)]


def test_every_key_in_the_code_has_a_text() -> None:
    known = {key.split(".")[0] for key in load_catalogue("nl")}
    whole, patterns = constants()
    written = {key for key in whole if key.split(".")[0] in known and not key.endswith(FILES)}
    roots = {
        key.rpartition(".")[0] for key in load_catalogue("nl")
    }  # written out where a last word is still added to it
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    assert written - set(load_catalogue("nl")) - roots - columns == set()
    families = {pattern for pattern in patterns if pattern.split("\\.")[0] in known}
    assert [one for one in families if not any(re.fullmatch(one, key) for key in load_catalogue("nl"))] == []


def test_every_text_is_said_somewhere() -> None:
    listed = ("model.", "error.")
    assert [key for key in load_catalogue("nl") if not key.startswith(listed) and not spoken(key)] == []
