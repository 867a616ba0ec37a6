"""What somebody wrote freely about an observation: it can be searched, and is looked through for personal data."""

from collections.abc import Iterable, Mapping
from typing import Any

from impact.model import OBSERVATION_FIELDS, Evidence, FieldKind
from impact.observation.evidence_files import NOBODY_RECOGNISABLE


def list_free_texts(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Every free text among these values by field, as `vars` gives them of an observation; empty ones as well."""
    texts: list[str] = []
    for field in OBSERVATION_FIELDS:
        if field.kind is FieldKind.EVIDENCE:
            texts += list_evidence_texts(values[field.name])
        elif field.is_free_text:
            texts.append(values[field.name])
    return tuple(texts)


def list_evidence_texts(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Every free text in evidence: captions and quotes, names of files, and how the people on a photo agreed."""
    pieces = list(evidence)
    files = [piece.file for piece in pieces if piece.file]
    # NOBODY is a word of the app and not something that was typed.
    consents = (file.consent for file in files if file.consent != NOBODY_RECOGNISABLE)
    return (*(piece.text for piece in pieces), *(file.name for file in files), *consents)
