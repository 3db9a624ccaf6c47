"""The screens of a family's page, and what the staff see of it."""
