"""Coming in: by the link of an invitation, and by an agency's own directory."""
