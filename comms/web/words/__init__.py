"""The screens of words: every sentence of a letter in each language, and who approved it."""
