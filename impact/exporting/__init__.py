"""Files to take along: observations, milestones, the log sheet and the feed."""
