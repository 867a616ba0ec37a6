"""Every file of another tool that is kept as test data has a test that says what comes in of it."""

from pathlib import Path

TESTS = Path(__file__).parent
SOURCES = [file for file in TESTS.rglob("test_*.py") if file != Path(__file__)]


def test_every_odd_file_is_read_by_a_test() -> None:
    files = {file.name for file in (TESTS / "data" / "odd").iterdir()}
    sources = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)
    assert {name for name in files if f'"{name}"' not in sources} == set()
