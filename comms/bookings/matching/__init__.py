"""Who can interpret at an appointment, in which order they are asked, and why somebody cannot."""
