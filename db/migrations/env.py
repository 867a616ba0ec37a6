"""What Alembic runs around the migrations. The connection, with its transaction, comes from db/upgrade.py."""

from alembic import context

from db.tables import Base
from db.tables.search_entry import include_in_autogenerate

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_name=include_in_autogenerate,
    render_item=context.config.attributes.get("render_item"),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
