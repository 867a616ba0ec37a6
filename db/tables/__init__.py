"""The tables. Every row carries the collaboration it belongs to, who made and changed it and when, and a version."""

from db.tables.base import AuditedRow, Base, NumberedRow, OwnedRow
from db.tables.drafts import ImportDraft, ImportPhase
from db.tables.found import SearchEntry
from db.tables.out import Feed
from db.tables.place import (
    Activity,
    Batch,
    Collaboration,
    Matching,
    Membership,
    Milestone,
    Organisation,
    Person,
    Ring,
    Theme,
    WantedStep,
)
from db.tables.seen import Evidence, Observation, Ripple, Story, StoryStep, Witness
from db.tables.traces import Change, ErasedObservation, Overrule, PendingCleanup, Tally, UsedToken

__all__ = [
    "Activity",
    "Base",
    "Batch",
    "Change",
    "Collaboration",
    "UsedToken",
    "ErasedObservation",
    "Evidence",
    "Feed",
    "SearchEntry",
    "ImportDraft",
    "ImportPhase",
    "AuditedRow",
    "Matching",
    "Membership",
    "Milestone",
    "NumberedRow",
    "Observation",
    "Organisation",
    "Overrule",
    "OwnedRow",
    "Person",
    "PendingCleanup",
    "Ring",
    "Ripple",
    "Story",
    "StoryStep",
    "Tally",
    "Theme",
    "WantedStep",
    "Witness",
]
