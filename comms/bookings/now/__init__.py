"""An interpreter at once, by telephone: the number, a card to show, and what is on record of each asking."""
