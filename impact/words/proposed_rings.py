"""The rings that are proposed for a new collaboration, on the first screen, at an import and on the command line."""

from impact.words import get_text

# Each has a name under home.ring.<ring> and an example of a desired impact under home.wish.<ring>.
PROPOSED_RINGS = ("students", "teachers", "schools", "curriculum")


def list_proposed_rings(language_code: str) -> list[str]:
    """Return the names of the proposed rings in this language, from the inside out."""
    return [get_text(language_code, f"home.ring.{ring}") for ring in PROPOSED_RINGS]
