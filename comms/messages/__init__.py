"""Messages to one number or address: written once, and sent, or shown to whoever sends them by hand."""
