"""A caution session on a tablet: everything before the points, the points and the outcome, and the records for a
court."""
