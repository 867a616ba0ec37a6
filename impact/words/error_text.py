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
        field = f"error.field.{error.facts.get('field')}"
        facts["named"] = get_text(language, field) if field in load_catalogue(language) else ""
    keys = (f"error.{error.key}.{reason}", f"error.{error.key}", "error.unknown")
    key = next(key for key in keys if key in load_catalogue(language))
    return get_text(language, key, **facts).strip(" :")


def _format_fact(language: str, fact: object) -> object:
    return format_number(language, fact, 0) if isinstance(fact, int) else fact
