"""The page a family opens from a text: the letter in their language, read aloud, and their answers to it."""
