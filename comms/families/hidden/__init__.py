"""Rows of any room about people whom a viewer may not know of: for that viewer there are no such rows."""
