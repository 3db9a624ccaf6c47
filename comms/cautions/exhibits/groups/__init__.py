"""The groups of fields that a record has, each under its own name, as ``docs/exhibits.md`` explains them."""
