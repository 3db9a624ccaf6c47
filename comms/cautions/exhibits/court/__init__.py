"""What leaves the agency: links by which a court looks at a sealed record, and the log of everything that left."""
