"""Write whole.schema.json anew after a field of an observation changed: python -m tests.write_schema."""

import json
from pathlib import Path

import impact.whole
from impact.whole.collaboration_file import load_schema
from impact.whole.field_schema import add_field_schemas

if __name__ == "__main__":
    content = json.dumps(add_field_schemas(load_schema()), indent=1, ensure_ascii=False) + "\n"
    Path(impact.whole.__path__[0], "whole.schema.json").write_text(content, encoding="utf-8")
