"""What a school sends its authority where it may not issue itself."""
