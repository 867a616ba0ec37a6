"""Who may do what: the one table of roles and acts."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a collaboration."""

    VIEWER = "viewer"
    MEMBER = "member"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What somebody may want to do."""

    LOOK = "look"
    LOG = "log"
    JUDGE = "judge"
    AGREE = "agree"
    CELEBRATE = "celebrate"
    MANAGE = "manage"


_ALLOWED_ACTS: dict[Role, frozenset[Act]] = {
    Role.VIEWER: frozenset({Act.LOOK}),
    Role.MEMBER: frozenset({Act.LOOK, Act.LOG, Act.CELEBRATE}),
    Role.COORDINATOR: frozenset(Act),
    Role.ADMINISTRATOR: frozenset(Act),
}


def may(role: Role, act: Act) -> bool:
    """Whether this role may do this act within its own collaboration."""
    return act in _ALLOWED_ACTS[role]


def list_allowed_roles(act: Act) -> tuple[Role, ...]:
    """All roles that may do this act, in the order of the table."""
    return tuple(role for role in Role if may(role, act))
