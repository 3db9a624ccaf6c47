"""Runs: many letters made together in the background, each once, whatever happens meanwhile."""
