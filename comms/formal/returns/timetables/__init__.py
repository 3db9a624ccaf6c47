"""Part-time timetables: agreed with a parent, for a time, looked at again, and ended."""
