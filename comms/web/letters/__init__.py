"""The screens of letters: what is due, making, runs and files, what happened afterwards, and an agency's own words."""
