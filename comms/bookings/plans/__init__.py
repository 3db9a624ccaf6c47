"""A day's or a week's open requests placed all at once, as a proposal."""
