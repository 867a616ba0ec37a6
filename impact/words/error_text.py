"""What went wrong in the reader's words: one sentence for each error, on a screen and on the command line."""

from impact.errors import Invalid, RimpelError
from impact.words import format_number, get_text, load_catalogue


def describe_error(language: str, error: RimpelError) -> str:
    """The sentence for this error. The words for its reason come before those for its kind."""
    reason = error.facts.get("reason")
    facts = {
        name: _format_fact(language, fact) for name, fact in error.facts.items() if name not in ("field", "reason")
    }
    if isinstance(error, Invalid):
        facts["named"] = _name_field(language, str(error.facts.get("field", "")))
    keys = (f"error.{error.key}.{reason}", f"error.{error.key}", "error.unknown")
    key = next(key for key in keys if key in load_catalogue(language))
    return get_text(language, key, **facts).strip(" :")


def _name_field(language: str, field: str) -> str:
    """What the form asks for this field, else what the field is called; empty for a field without a name."""
    name = field.removesuffix("_id")
    keys = (f"common.ask.{name}", f"common.field.{name}")
    return next((get_text(language, key) for key in keys if key in load_catalogue(language)), "")


def _format_fact(language: str, fact: object) -> object:
    return format_number(language, fact, 0) if isinstance(fact, int) and not isinstance(fact, bool) else fact
