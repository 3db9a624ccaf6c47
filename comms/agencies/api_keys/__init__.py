"""Keys for other programs of an agency: making, revoking, and being let in with one."""
