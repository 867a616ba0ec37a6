"""The tables. Most rows say to which collaboration they belong, who made and changed them, when, and how often."""

from db.tables.base import AuditedRow, Base, NumberedRow, OwnedRow
from db.tables.collaboration import (
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
from db.tables.derived import Change, ErasedObservation, Overrule, PendingCleanup, Tally, UsedToken
from db.tables.feed_link import Feed
from db.tables.import_draft import ImportDraft, ImportPhase
from db.tables.observation import Evidence, Observation, Ripple, Story, StoryStep, Witness
from db.tables.search_entry import SearchEntry

__all__ = [
    "Activity",
    "AuditedRow",
    "Base",
    "Batch",
    "Change",
    "Collaboration",
    "ErasedObservation",
    "Evidence",
    "Feed",
    "ImportDraft",
    "ImportPhase",
    "Matching",
    "Membership",
    "Milestone",
    "NumberedRow",
    "Observation",
    "Organisation",
    "Overrule",
    "OwnedRow",
    "PendingCleanup",
    "Person",
    "Ring",
    "Ripple",
    "SearchEntry",
    "Story",
    "StoryStep",
    "Tally",
    "Theme",
    "UsedToken",
    "WantedStep",
    "Witness",
]
