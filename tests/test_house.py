"""The rules of the house: who may know whom, how long things may be, what they may be called."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pages import SCREENS

ROOT = Path(__file__).parent.parent
FLOORS = ("pages", "db", "impact")
CODE = sorted(
    [ROOT / "app.py", *(file for floor in FLOORS for file in (ROOT / floor).rglob("*.py"))],
    key=lambda file: str(file),
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
STEPS = ROOT / "db" / "migrations" / "versions"  # drafted from the tables: one long list each
OURS = [file for file in CODE if STEPS not in file.parents]
NAMELESS = ("Manager", "Helper", "Utils", "Handler", "Service")
LONGEST_PAGE, LONGEST_FILE, LONGEST_FUNCTION = 60, 420, 60
# Names that say only that there is something; the noun of the thing itself says what it is.
VAGUE_VARIABLES = {"one", "found", "told", "kept", "said", "held"}
MAX_ONE_WORD_NAMES, MAX_REPEATED_NAMES, MIN_COMMENT_LINES = 0.40, 0.12, 0.01
CLOCKS = re.compile(r"\b(date\.today|datetime\.(now|utcnow|today)|time\.(time|monotonic|sleep)|uuid[147])\(")
SHOWING = {
    "title", "header", "subheader", "write", "markdown", "caption", "text", "info", "success", "warning", "error",
    "toast", "button", "form_submit_button", "download_button", "link_button", "page_link", "checkbox", "toggle",
    "radio", "selectbox", "multiselect", "pills", "segmented_control", "slider", "select_slider", "text_input",
    "text_area", "number_input", "date_input", "file_uploader", "expander", "popover", "dialog", "metric", "tabs",
    "spinner", "status", "progress", "badge", "feedback", "menu_button",
}  # fmt: skip


def name_of(file: Path) -> str:
    """A file as it is spoken of, from the root of the project."""
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    """What stands in this file."""
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[str]:
    """The packages this file imports, by the first word of their names."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """Every function in this file, and how many lines it has."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{name_of(file)}:{node.name}", node.end_lineno - node.lineno + 1


def lines(file: Path) -> int:
    """How many lines this file has."""
    return len(file.read_text(encoding="utf-8").splitlines())


def below(folder: str) -> list[Path]:
    """The code below this folder."""
    return [file for file in CODE if name_of(file).startswith(folder)]


def importers(package: str) -> set[str]:
    """The files of the code that import this package."""
    return {name_of(file) for file in CODE if package in imports(file)}


def test_every_arrow_between_the_floors_points_down() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_streamlit_lives_in_pages_and_app_only() -> None:
    assert {file for file in importers("streamlit") if file != "app.py" and not file.startswith("pages/")} == set()


def test_sql_lives_in_db_only() -> None:
    assert {file for file in importers("sqlalchemy") if not file.startswith("db/")} == set()


def test_altair_lives_in_the_charts_only() -> None:
    drawing = importers("altair") | importers("vl_convert")
    assert {file for file in drawing if not file.startswith("impact/charts/")} == set()


def test_the_core_knows_no_clock_and_no_chance() -> None:
    assert [name_of(file) for file in below("impact/") if CLOCKS.search(file.read_text(encoding="utf-8"))] == []


def test_nobody_imports_the_start() -> None:
    assert importers("app") == set()


def test_no_script_lies_directly_in_pages() -> None:
    assert [file.name for file in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


def test_every_screen_in_the_register_has_its_file_and_its_own_address() -> None:
    assert [screen.script for screen in SCREENS if not (ROOT / screen.script).is_file()] == []
    assert len({screen.address for screen in SCREENS}) == len(SCREENS)


def test_every_screen_asks_first_who_is_here() -> None:
    unguarded = [
        screen.script
        for screen in SCREENS
        if screen.address and "require_access(" not in (ROOT / screen.script).read_text(encoding="utf-8")
    ]
    assert unguarded == []


def test_a_screen_is_short() -> None:
    screens = [ROOT / "app.py", *(ROOT / screen.script for screen in SCREENS)]
    assert {name_of(file): lines(file) for file in screens if lines(file) >= LONGEST_PAGE} == {}


def test_no_file_is_long() -> None:
    assert {name_of(file): lines(file) for file in [*OURS, *TESTS] if lines(file) > LONGEST_FILE} == {}


def test_no_function_is_long() -> None:
    found = dict(one for file in OURS for one in functions(file))
    assert {name: length for name, length in found.items() if length > LONGEST_FUNCTION} == {}


Function = ast.FunctionDef | ast.AsyncFunctionDef


def files_of(floor: str) -> list[Path]:
    """The files of this floor that people wrote."""
    return [file for file in OURS if name_of(file).startswith(f"{floor}/")]


def function_names(floor: str) -> list[tuple[str, Path]]:
    """Every function and method of this floor with its file; what the language itself names is left out."""
    return [
        (node.name, file)
        for file in files_of(floor)
        for node in ast.walk(tree(file))
        if isinstance(node, Function) and not node.name.startswith("__")
    ]


def variable_names(file: Path) -> Iterator[tuple[str, int]]:
    """Every name this file gives to a value, with its line: variables, parameters, and what is caught or matched."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name, node.lineno


@pytest.mark.parametrize("floor", FLOORS)
def test_public_functions_are_named_by_a_verb_and_a_noun(floor: str) -> None:
    public = [name for name, _ in function_names(floor) if not name.startswith("_")]
    one_word = [name for name in public if "_" not in name]
    assert len(one_word) <= MAX_ONE_WORD_NAMES * len(public), sorted(one_word)


@pytest.mark.parametrize("floor", FLOORS)
def test_a_function_name_says_which_thing_it_is_about(floor: str) -> None:
    names = function_names(floor)
    files_by_name: dict[str, set[Path]] = {}
    for name, file in names:
        files_by_name.setdefault(name, set()).add(file)
    repeated = [name for name, _ in names if len(files_by_name[name]) >= 3]
    assert len(repeated) <= MAX_REPEATED_NAMES * len(names), sorted(set(repeated))


def test_a_class_name_stands_for_one_thing() -> None:
    """A table may be called like the model of the same thing, and nothing else may share a name."""
    files_by_class: dict[str, list[str]] = {}
    for file in OURS:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ClassDef):
                files_by_class.setdefault(node.name, []).append(name_of(file))
    shared = {
        name: files
        for name, files in files_by_class.items()
        if len(files) > 1 and [file.split("/")[:2] for file in sorted(files)] != [["db", "tables"], ["impact", "model"]]
    }
    assert shared == {}


def test_a_variable_is_called_by_the_thing_it_holds() -> None:
    vague = [
        f"{name_of(file)}:{line}: {name}"
        for file in OURS
        for name, line in variable_names(file)
        if name in VAGUE_VARIABLES
    ]
    # A field that is called like its column in the database keeps that name.
    columns = ("db/tables/collaboration.py", "db/tables/import_draft.py", "impact/model/entities.py")
    assert [place for place in vague if not (place.startswith(columns) and place.endswith((": told", ": held")))] == []


@pytest.mark.parametrize("floor", FLOORS)
def test_comments_say_why(floor: str) -> None:
    """Few comments mean that the reasons for limits and guards are known only to who wrote them."""
    code = [line.strip() for file in files_of(floor) for line in file.read_text(encoding="utf-8").splitlines()]
    assert sum(line.startswith("#") for line in code) >= MIN_COMMENT_LINES * len(code)


@pytest.mark.parametrize("word", NAMELESS)
def test_nothing_has_a_name_that_says_nothing(word: str) -> None:
    defined = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    names = [node.name for file in CODE for node in ast.walk(tree(file)) if isinstance(node, defined)]
    files = [name_of(file) for file in CODE]
    assert [name for name in names if word in name] == []
    assert [name for name in files if re.search(rf"(^|[/_]){word}s?\b", name, re.IGNORECASE)] == []


def test_no_text_ever_becomes_html() -> None:
    risky = re.compile(r"unsafe_allow_html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|st\.html\(")
    files = [*CODE, *(ROOT / "pages").rglob("*.js")]
    assert [name_of(file) for file in files if risky.search(file.read_text(encoding="utf-8"))] == []


def is_text(node: ast.expr) -> bool:
    """Whether this is written-out text: a constant of several words, or a template with words among its facts."""
    if isinstance(node, ast.JoinedStr):
        said = " ".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        return re.search(r"[^\W\d_]{2,}", re.sub(r":[a-z]+(/\w+)?[:\[]", "", said)) is not None
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip()


def shown_texts(file: Path) -> Iterator[str]:
    """Text that this file shows without asking the words for it."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHOWING:
            said = [
                *node.args[:1],
                *(one.value for one in node.keywords if one.arg in {"label", "help", "placeholder"}),
            ]
            yield from (f"{name_of(file)}:{node.lineno}" for one in said if is_text(one))


def test_no_screen_has_words_of_its_own() -> None:
    assert [text for file in [ROOT / "app.py", *below("pages/")] for text in shown_texts(file)] == []


def test_only_one_place_commits() -> None:
    committing = [
        name_of(file)
        for file in OURS
        if re.search(r"\.commit\(|(session|engine)\.begin\(", file.read_text(encoding="utf-8"))
    ]
    assert set(committing) <= {"db/session.py", "db/upgrade.py", "db/engine.py"}


def test_what_is_typed_is_saved_in_one_way() -> None:
    recording = [name_of(file) for file in OURS if "record_override(" in file.read_text("utf-8")]
    assert recording == ["pages/ui/privacy_check.py", "pages/ui/saving.py"]
    # A form that warns of personal data saves through `saving`, itself or by who gave it the act to do.
    warning = {name_of(file) for file in OURS if "show_privacy_warning(" in file.read_text("utf-8")}
    saving = {name_of(file) for file in OURS if re.search(r"\bsaving\(", file.read_text("utf-8"))}
    assert warning - saving == {"pages/logbook/reason_form.py", "pages/ui/privacy_check.py"}


def test_screens_keep_results_between_runs_through_one_door() -> None:
    keeping = [name_of(file) for file in OURS if re.search(r"st\.cache_(data|resource)\b", file.read_text("utf-8"))]
    assert set(keeping) == {"pages/ui/cached.py", "pages/ui/database.py"}


def test_every_download_goes_through_one_button() -> None:
    offering = [name_of(file) for file in OURS if ".download_button(" in file.read_text("utf-8")]
    assert offering == ["pages/ui/download.py"]


def test_no_test_sleeps_for_a_fixed_time_but_to_ask_again() -> None:
    sleeping = {name_of(file) for file in TESTS if "sleep(" in file.read_text(encoding="utf-8")}
    waiting = re.compile(r"wait_for_timeout\(")
    assert sleeping - {"tests/browser/conftest.py", "tests/test_house.py"} == set()
    assert [name_of(file) for file in TESTS if file != Path(__file__) and waiting.search(file.read_text("utf-8"))] == []


def test_every_test_asserts_something() -> None:
    silent = [
        f"{name_of(file)}:{node.name}"
        for file in TESTS
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not _asserts(node) and not _called(node) & {one.name for one in written(file) if _asserts(one)}
    ]
    assert silent == []


def written(file: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef)]


def _asserts(node: ast.FunctionDef) -> bool:
    speaking = ("assert", "expect", "to_", "check", "same", "holds", "raises", "warns")
    said = any(name.startswith(speaking) for name in _called(node))
    return said or any(isinstance(part, ast.Assert) for part in ast.walk(node))


def _called(node: ast.FunctionDef) -> set[str]:
    calls = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
