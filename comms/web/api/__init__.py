"""What other programs ask, in JSON: each with a key of its agency's, and never with the cookie of a browser."""
