"""Names of every kind in the tables of the screens: a column is known by its place, and nothing in it is markup."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import tables
from db.session import open_write_session
from impact.model import Who
from pages.ui.language import WORD_JOINER, escape_markdown
from tests.build import make_observation, rings_of
from tests.hostile import COLLIDING, FORMULAS, MARKUP, active_in
from tests.pages.doors import open_page

ROOT = Path(__file__).parent.parent.parent


def rename_everything(engine: Engine, who: Who, names: tuple[str, ...]) -> None:
    """Give rings, desired impacts, organisations and activities these names, as an older version could hold them."""
    mine = {"collaboration_id": who.collaboration_id}
    with open_write_session(engine) as session:
        for ring, name in zip(session.query(tables.Ring).order_by(tables.Ring.position), names, strict=False):
            ring.name = name
        for place, name in enumerate(names[4:]):
            ring = tables.Ring(name=name, position=4 + place, **mine)
            session.add(ring)
            session.flush()
            session.add(tables.Theme(ring_id=ring.id, label="", unexpected=True, position=0, **mine))
        for theme, name in zip(session.query(tables.Theme).filter_by(unexpected=False), names, strict=False):
            theme.label = name
        session.query(tables.Organisation).delete()
        for name in names:
            session.add_all([tables.Organisation(name=name, **mine), tables.Activity(name=name, **mine)])
        session.query(tables.Collaboration).one().name = names[0]


@pytest.mark.parametrize("names", [COLLIDING, MARKUP, (*FORMULAS, "Ring ", "ring", "Ring")], ids=range(3))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_organisation_and_every_ring_keeps_its_own_column_under_looking_back(
    engine: Engine, who: Who, names: tuple[str, ...], language: str
) -> None:
    rename_everything(engine, who, names)
    app = open_page(who, "pages/logbook/screen.py", language, view="review")
    table = app.table[0].value
    heads = [head.removesuffix(WORD_JOINER) for head in table.columns]
    assert heads[1:] == [escape_markdown(name) for name in names]
    assert sorted(table.iloc[:, 0]) == sorted(escape_markdown(name) for name in names)
    assert set(table.iloc[:, 1:].to_numpy().ravel()) == {"nog niets" if language == "nl" else "nothing yet"}
    assert active_in(app) == []


@pytest.mark.parametrize("names", [COLLIDING, MARKUP], ids=range(2))
@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("pages/discs/screen.py", {}),
        ("pages/timeline/screen.py", {}),
        ("pages/stories/screen.py", {}),
        ("pages/meeting/screen.py", {}),
        ("pages/desired/screen.py", {}),
        ("pages/logbook/screen.py", {}),
    ],
)
def test_no_name_is_markup_on_a_screen(
    engine: Engine, who: Who, names: tuple[str, ...], page: str, address: dict[str, str]
) -> None:
    rename_everything(engine, who, names)
    with open_write_session(engine) as session:
        for ring in rings_of(session, who):
            make_observation(session, who, ring=ring.name, what=names[0], why=names[1])
    app = open_page(who, page, "nl", **address)
    for box in app.expander:
        box.proto.expanded = True
    assert active_in(app) == []


def pour(heads: list[str], cells: list[str], rows: int) -> None:
    from pages.ui.figures import show_table  # this body runs as a script of its own

    show_table(heads, [cells] * rows, "alt")


@pytest.mark.parametrize("rows", [2, 200])
def test_heads_that_are_the_same_or_empty_stand_beside_each_other(rows: int) -> None:
    heads = ["Ring", "Ring", "", "", "0", *COLLIDING, *MARKUP, *FORMULAS]
    app = AppTest.from_function(pour, args=(heads, heads, rows)).run()
    assert not app.exception
    table = (app.table or app.dataframe)[0].value
    assert table.shape == (rows, len(heads))
    assert next(iter(table.iloc[0])) == "Ring"
    assert active_in(app) == []


def test_a_grid_that_is_copied_into_a_spreadsheet_holds_no_formula() -> None:
    app = AppTest.from_function(pour, args=(list(FORMULAS), list(FORMULAS), 200)).run()
    grid = app.dataframe[0].value
    assert [text[0] for text in [*grid.columns, *grid.to_numpy().ravel()]] == ["'"] * (len(FORMULAS) * 201)


def test_only_one_file_draws_tables() -> None:
    draws = re.compile(r"\bst\.(table|dataframe|data_editor)\(")
    files = [path for path in (ROOT / "pages").rglob("*.py") if draws.search(path.read_text("utf-8"))]
    assert [path.relative_to(ROOT).as_posix() for path in files] == ["pages/ui/figures.py"]
