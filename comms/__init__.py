"""Makes sure a family is written to, called, met and cautioned in words it understands."""
