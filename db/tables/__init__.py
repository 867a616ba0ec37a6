"""The tables. Every row carries the collaboration it belongs to, who made and changed it and when, and a version."""

from db.tables.base import Base, Kept, Numbered, Owned
from db.tables.drafts import ImportDraft, ImportPhase
from db.tables.found import Found
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
    Wanted,
)
from db.tables.seen import Evidence, Observation, Ripple, Story, StoryStep, Witness
from db.tables.traces import Change, Done, Erased, Overrule, Remains, Tally

__all__ = [
    "Activity",
    "Base",
    "Batch",
    "Change",
    "Collaboration",
    "Done",
    "Erased",
    "Evidence",
    "Feed",
    "Found",
    "ImportDraft",
    "ImportPhase",
    "Kept",
    "Matching",
    "Membership",
    "Milestone",
    "Numbered",
    "Observation",
    "Organisation",
    "Overrule",
    "Owned",
    "Person",
    "Remains",
    "Ring",
    "Ripple",
    "Story",
    "StoryStep",
    "Tally",
    "Theme",
    "Wanted",
    "Witness",
]
