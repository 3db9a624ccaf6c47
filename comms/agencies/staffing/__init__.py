"""Staff: inviting them, what they may do, and ending their access."""
