"""What can go wrong, named after the situation. Each error carries a text key and facts; screens find the words."""

import errno
from typing import Any


class RimpelError(Exception):
    """Root of everything a user may be told. `key` names the sentence (words: error.<key>), `facts` fill it in."""

    key = "unknown"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.key, facts)
        self.facts: dict[str, Any] = facts

    def __str__(self) -> str:
        facts_text = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.key}: {facts_text}" if facts_text else self.key


class NotAllowed(RimpelError):
    """This person may not do this here."""

    key = "not_allowed"


class NotFound(RimpelError):
    """It is not there, or not there for this person."""

    key = "not_found"


class ChangedMeanwhile(RimpelError):
    """Somebody else changed it after it was read. Facts: `now`, the row as it stands."""

    key = "changed_meanwhile"


class Invalid(RimpelError):
    """One field holds something that cannot be kept. Facts: `field`, `reason` (a text key)."""

    key = "invalid"


class LevelNotSettled(RimpelError):
    """It cannot be confirmed or disputed, nor asked about outside, before its level is settled."""

    key = "level_not_settled"


class InUse(RimpelError):
    """It cannot go while something hangs on it. Facts: `count`."""

    key = "in_use"


class BrokenFile(RimpelError):
    """A file that cannot be read. Facts: `reason` (a text key)."""

    key = "broken_file"


class WrongDatabase(RimpelError):
    """The database is not what this version of the app expects. Facts: `reason` (a text key)."""

    key = "wrong_database"


class WrongSetting(RimpelError):
    """A setting of the server holds what it cannot mean. Facts: `setting`, its name, and `entry`, the text in it."""

    key = "wrong_setting"


class Unreachable(RimpelError):
    """The database does not answer: the server of it is gone, or its file."""

    key = "unreachable"


class Busy(Unreachable):
    """Somebody else writes for longer than we wait."""

    key = "busy"


class NoRoom(Unreachable):
    """The disk is full, or no more may be kept on it."""

    key = "no_room"


class ReadOnly(Unreachable):
    """The database, its folder or the disk may only be read from."""

    key = "read_only"


class NotPermitted(Unreachable):
    """Whoever runs the server may not open or change a file or folder, or a table."""

    key = "not_permitted"


class DiskFailed(Unreachable):
    """The disk does not do what is asked: broken, taken out, or too many files open."""

    key = "disk_failed"


# What the system says when the place is the trouble and not what was to be read or written there.
PLACE_ERRORS: dict[int, type[Unreachable]] = {
    errno.ENOSPC: NoRoom,
    errno.EDQUOT: NoRoom,
    errno.EFBIG: NoRoom,
    errno.EROFS: ReadOnly,
    errno.EACCES: NotPermitted,
    errno.EPERM: NotPermitted,
    errno.EIO: DiskFailed,
    errno.EMFILE: DiskFailed,
    errno.ENFILE: DiskFailed,
}


def get_place_error(error: OSError) -> Unreachable | None:
    """The error that says what is wrong with the place; None when the place is not the trouble."""
    kind = PLACE_ERRORS.get(error.errno or 0)
    return kind() if kind else None
