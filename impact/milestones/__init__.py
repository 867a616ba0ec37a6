"""Milestones: their rules, the phases and the layout of the timeline."""
