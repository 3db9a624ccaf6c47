"""Who looked at a record and what they did, told from the audit in words."""
