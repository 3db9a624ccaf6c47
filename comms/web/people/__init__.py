"""The screens of families: finding a person, their page, their language, and how they may be reached."""
