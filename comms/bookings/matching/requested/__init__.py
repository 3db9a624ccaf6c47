"""What is asked for: the matter of a request, who is at its appointment, and who belongs to them."""
