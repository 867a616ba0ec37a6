"""What the tests of rings and desired impacts share: short words for looking and for being refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from db import collaborations, desired
from impact.errors import Invalid, RimpelError
from impact.model import Ring, Theme, Who
from tests.build import rings_of, token

WORDINGS = ("niets", "een enkeling", "een paar klassen", "iedereen", "staat in het plan")
SOON, LATER = date(2026, 8, 1), date(2027, 8, 1)


def ring_of(session: Session, who: Who, place: int = 0) -> Ring:
    return rings_of(session, who)[place]


def labels(session: Session, who: Who, place: int = 0) -> list[str]:
    return [theme.label for theme in ring_of(session, who, place).themes]


def names(session: Session, who: Who) -> list[str]:
    return [ring.name for ring in rings_of(session, who)]


def add(session: Session, who: Who, label: str = "Zelfvertrouwen", **fields: object) -> str:
    theme = Theme("", ring_of(session, who).id, label)
    return desired.add_theme(session, who, replace(theme, **fields), token=token())  # type: ignore[arg-type]


def find(session: Session, who: Who, theme_id: str) -> Theme:
    return next(theme for ring in rings_of(session, who) for theme in ring.themes if theme.id == theme_id)


def data_version(session: Session, who: Who) -> int:
    return collaborations.get_collaboration(session, who).data_version


def refused(act: Callable[[], object], kind: type[RimpelError] = Invalid) -> RimpelError:
    with pytest.raises(kind) as caught:
        act()
    return caught.value
