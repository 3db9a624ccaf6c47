"""Looking up somebody the agency does not work with."""
