"""Colleagues: what somebody's leaving means in every room of the house."""
