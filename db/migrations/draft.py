"""Drafts a migration from the last one to the present tables: `make migration NAME="add stories"`.

Read a draft before you commit it. What Alembic cannot see, such as a changed check or data to convert, write by hand.
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
from db.upgrade import build_alembic_config, upgrade_database


def draft_migration(message: str) -> None:
    """Write the next migration, with a number one higher than the last, into db/migrations/versions."""
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    upgrade_database(engine)
    config = build_alembic_config()
    last = ScriptDirectory.from_config(config).get_current_head() or "0000"
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with engine.connect() as connection:
        config.attributes |= {"connection": connection, "render_item": render_plain_type}
        number = f"{int(last) + 1:04}"
        script = command.revision(
            config, message.capitalize(), autogenerate=True, rev_id=number, process_revision_directives=write_out_checks
        )
    assert isinstance(script, Script)
    path = Path(script.path)
    lines = (line for line in path.read_text().splitlines() if not line.strip().startswith("# ###"))
    path.write_text("\n".join(lines) + "\n")


def render_plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Return how a type of ours is written in a migration."""
    # In types of SQLAlchemy: ours may change later, and a migration may not.
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


def write_out_checks(_context: object, _revision: object, directives: Iterable[Any]) -> None:
    """Make Alembic write out the checks of lists of words, which it otherwise leaves to their types."""
    for directive in directives:
        for operation in directive.upgrade_ops.ops:
            if isinstance(operation, ops.CreateTableOp):
                for part in operation.columns:
                    if isinstance(part, sa.CheckConstraint):
                        part._type_bound = False


if __name__ == "__main__":
    draft_migration(" ".join(sys.argv[1:]) or "change")
