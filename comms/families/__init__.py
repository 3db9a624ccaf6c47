"""People, how to reach them, what language each needs, and which agency may see them."""
