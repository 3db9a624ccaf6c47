"""The joint enquiries about a child who has not come back: what was asked and found, and nobody removed from roll."""
