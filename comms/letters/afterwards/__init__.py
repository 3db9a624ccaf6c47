"""After the letter: sent, delivered, read aloud, answered, understood, each a fact of its own, by a named person."""
