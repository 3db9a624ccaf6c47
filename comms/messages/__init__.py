"""What is written to somebody outside by e-mail or text message, and what became of it."""
