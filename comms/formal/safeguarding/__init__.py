"""Questions to the safeguarding lead, which only their signed answer settles."""
