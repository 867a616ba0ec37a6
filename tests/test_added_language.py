"""A language more is one row and one folder: a copy of the product gets a made-up one and is walked through in it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROW = '        Language("de", "Tuutsj", region="DE", office_id="407", stemmer="german"),\n'


@pytest.mark.slow
def test_a_row_and_a_folder_of_words_are_a_whole_language(tmp_path: Path) -> None:
    for folder in ("impact", "db", "pages", "tests", ".streamlit"):
        if (ROOT / folder).exists():
            shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "bench"))
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    add_row(tmp_path / "impact" / "words" / "languages.py")
    make_folder(tmp_path / "impact" / "words" / "nl", tmp_path / "impact" / "words" / "de")
    walk = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/walk_added_language.py"]
    walked = subprocess.run(walk, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert walked.returncode == 0, walked.stdout[-6000:] + walked.stderr[-2000:]


def add_row(table: Path) -> None:
    """Put the row of the made-up language below the others."""
    text = table.read_text(encoding="utf-8")
    last_row = re.findall(r"^        Language\(.*\n", text, re.MULTILINE)[-1]
    table.write_text(text.replace(last_row, last_row + ROW), encoding="utf-8")


def make_folder(dutch: Path, folder: Path) -> None:
    """Make the words of the made-up language: those of the Dutch with a Q before each of them."""
    folder.mkdir()
    for file in dutch.glob("*.po"):
        head, *messages = file.read_text(encoding="utf-8").split('msgid "')[1:]
        texts = (re.sub(r'^(msgstr(?:\[\d\])? ")', r"\1Q", message, flags=re.MULTILINE) for message in messages)
        (folder / file.name).write_text('msgid "' + 'msgid "'.join([head, *texts]), encoding="utf-8")
    for file in dutch.glob("*.toml"):
        text = re.sub(r'"(?=\w)', '"q', file.read_text(encoding="utf-8"))
        (folder / file.name).write_text(text, encoding="utf-8")
