"""Families that an agency keeps closed: who is named for them, and who may name somebody."""
