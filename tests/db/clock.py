"""A clock that a test sets back: the moments and the time-sorted ids of the store follow it."""

from datetime import datetime, timedelta, tzinfo
from secrets import randbits

import pytest
from uuid6 import UUID

from db import types


class Clock:
    """What time the store thinks it is, and the ids that follow from it, `step` milliseconds apart."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)
        self.ticks = 0
        self.step = 1

    def set_back(self, hours: float = 1) -> None:
        """Show an earlier hour from now on, as after a correction or on another server."""
        self.ahead -= timedelta(hours=hours)

    def moment(self) -> datetime:
        """This moment by this clock."""
        return datetime.now().astimezone() + self.ahead

    def uuid7(self) -> UUID:
        """An id that sorts by this clock."""
        self.ticks += self.step
        milliseconds = int(self.moment().timestamp() * 1000) + self.ticks
        return UUID(int=(milliseconds & 0xFFFFFFFFFFFF) << 80 | randbits(76), version=7)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the store, in the hands of the test."""
    made = Clock()

    class Shown(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return made.moment().astimezone(tz)

    monkeypatch.setattr(types, "uuid7", made.uuid7)
    monkeypatch.setattr(types, "datetime", Shown)
    return made
