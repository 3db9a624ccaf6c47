"""Every change of schema, in order. A change that has landed is never edited; the next one corrects it."""
