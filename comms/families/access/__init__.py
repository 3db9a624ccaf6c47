"""Who may see a family: by working with it, by a share, or by being named where it is kept closed."""
