"""Drafts the step from the last one to the tables of today: `make migration NAME="add stories"`.

Read a draft before you keep it: what Alembic cannot see (a changed check, data that has to move) is written by hand.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic import command
from alembic.operations import ops
from alembic.script import Script, ScriptDirectory
from sqlalchemy.pool import StaticPool

from db.types import IdText, SafeJson, SafeString, SafeText, UtcDateTime
from db.upgrade import settings, upgrade


def draft(message: str) -> None:
    """Write the next step, with a number one higher than the last, into db/migrations/versions."""
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    upgrade(engine)
    config = settings()
    last = ScriptDirectory.from_config(config).get_current_head() or "0000"
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with engine.connect() as connection:
        config.attributes |= {"connection": connection, "render_item": plain_type}
        number = f"{int(last) + 1:04}"
        made = command.revision(
            config, message.capitalize(), autogenerate=True, rev_id=number, process_revision_directives=show_checks
        )
    assert isinstance(made, Script)
    step = Path(made.path)
    kept = (line for line in step.read_text().splitlines() if not line.strip().startswith("# ###"))
    step.write_text("\n".join(kept) + "\n")


def plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """How a type of ours is written in a step: in words of SQLAlchemy, for ours may change and a step may not."""
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, IdText):
        return "sa.Uuid(as_uuid=False)"
    if kind == "type" and isinstance(item, SafeText):
        return "sa.Text()"
    if kind == "type" and isinstance(item, SafeString):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, SafeJson):
        return "sa.JSON()"
    return False


def show_checks(_context: object, _revision: object, directives: Iterable[Any]) -> None:
    """Have the checks that belong to lists of words written out, which Alembic leaves to their types."""
    for directive in directives:
        for made in directive.upgrade_ops.ops:
            if isinstance(made, ops.CreateTableOp):
                for part in made.columns:
                    if isinstance(part, sa.CheckConstraint):
                        part._type_bound = False


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]) or "change")
