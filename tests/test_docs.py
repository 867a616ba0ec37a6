"""What people can use is written down: every command, every setting and every screen, and no link leads nowhere."""

import re
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest

from db import tables
from db.cli.commands import COMMANDS
from impact import access, model
from impact.whole.collaboration_file import FORMAT_VERSION, load_schema
from impact.words import load_catalogue
from pages import OUTSIDE_SCREEN, SCREENS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGET = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)
FILE_NAME = re.compile(r"`([\w/]+\.(?:py|js|css|po|typ))`")
EXAMPLE_STEP = "db/migrations/versions/NNNN_what_it_does.py"
FLOORS = ("pages", "db", "impact", "tests")
SETTING = re.compile(r"\bRIMPEL_[A-Z_]+\b")


def read(*names: str) -> str:
    """The text of these files, one after the other."""
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def all_docs() -> str:
    """The text of the README and all docs."""
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_every_make_target_has_a_help_text_and_is_documented() -> None:
    makefile, deployment = read("Makefile"), read("docs/deployment.md")
    explained = set(TARGET.findall(makefile))
    public = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()) - {"runtime", "tools"}  # type: ignore[index]
    assert explained == public
    assert [target for target in explained if f"`make {target}" not in deployment] == []


def test_no_doc_speaks_of_a_make_target_that_is_not_there() -> None:
    named = set(re.findall(r"`make ([a-z]+)", all_docs()))
    assert named <= set(TARGET.findall(read("Makefile")))


def test_every_command_of_the_database_is_documented() -> None:
    documented = set(re.findall(r"^\| `python -m db ([a-z]+)", read("docs/deployment.md"), re.MULTILINE))
    assert documented == set(COMMANDS)


def test_every_setting_is_documented() -> None:
    code = [ROOT / "app.py", *(file for floor in ("db", "pages", "impact") for file in (ROOT / floor).rglob("*.py"))]
    used = {name for file in code for name in SETTING.findall(file.read_text(encoding="utf-8"))}
    assert used
    assert {name for name in used if f"`{name}`" not in read("docs/deployment.md")} == set()


def test_every_screen_is_described_by_its_own_name() -> None:
    titles = [load_catalogue("en")[f"screen.{screen.key}"][0] for screen in (*SCREENS, OUTSIDE_SCREEN)]
    assert [title for title in titles if title not in all_docs()] == []


def test_the_readme_tells_what_it_is_and_how_to_start() -> None:
    readme = read("README.md")
    assert "make run" in readme
    assert "make test" in readme
    assert re.search(r"!\[[^\]]+\]\([^)]+\.png\)", readme), "a picture, with a text for who cannot see it"


def test_every_decision_stands_in_the_list_and_is_whole() -> None:
    listed = read("docs/decisions/README.md")
    for file in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        text = file.read_text(encoding="utf-8")
        assert f"({file.name})" in listed, file.name
        assert all(f"**{part}.**" in text for part in ("Situation", "Decision", "What follows")), file.name


def test_the_format_of_a_whole_collaboration_names_every_field_of_its_schema() -> None:
    described, shape = read("docs/format.md"), load_schema()
    parts = [shape, *(part for name, part in shape["$defs"].items() if name not in ("side", "ripple_told"))]
    named = {name for part in parts for name in part.get("properties", ())}
    assert "observations" in named
    assert {name for name in named if f"`{name}`" not in described} == set()
    assert f"This is version {FORMAT_VERSION}." in described


def test_every_file_of_code_that_a_document_names_exists() -> None:
    """Written files of ours, such as the zip of a collaboration, are no code; a step of the database is an example."""
    tracked = [file.relative_to(ROOT).as_posix() for floor in FLOORS for file in (ROOT / floor).rglob("*.*")]
    named = {name for page in PAGES for name in FILE_NAME.findall(page.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert {name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in tracked)} == {
        "app.py",
        EXAMPLE_STEP,
    }


def test_every_name_in_the_glossary_exists_and_none_is_missing() -> None:
    named = set(re.findall(r"`([a-z_.]+):(\w+)`", read("docs/glossary.md")))
    assert [name for name in named if not hasattr(import_module(name[0]), name[1])] == []
    models = {("impact.model", name) for name in model.__all__ if isinstance(getattr(model, name), type)}
    stored = {("db.tables", mapper.class_.__name__) for mapper in tables.Base.registry.mappers}
    # A table of what the model describes already needs no entry of its own.
    stored -= {("db.tables", name) for module, name in models if module == "impact.model"}
    lists = {
        ("impact.access", name)
        for name, value in vars(access).items()
        if isinstance(value, type) and issubclass(value, Enum) and value.__module__ == access.__name__
    }
    assert (models | stored | lists) - named == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_within_the_docs_leads_nowhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
