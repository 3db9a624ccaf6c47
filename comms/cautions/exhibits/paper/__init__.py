"""The exhibit on paper: what stands in a record, in the order in which a court reads it."""
