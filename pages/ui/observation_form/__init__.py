"""The form of an observation, which the observation screen and the logbook share."""
