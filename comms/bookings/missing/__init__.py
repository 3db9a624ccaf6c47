"""What could not be done because of language: for those who commission interpreters."""
