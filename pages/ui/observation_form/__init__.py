"""The fields of an observation, shared by the form to log one and the form to change one."""
