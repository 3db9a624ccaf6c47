"""Screens of who sees whom: sharing what we know, asking to be told, looking up, keeping a family closed."""
