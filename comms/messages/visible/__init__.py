"""What a viewer may know of what was written to families, and of what came from them."""
