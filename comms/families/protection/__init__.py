"""What protects a person acts for every agency that works with them; its words stay with the one that heard them."""
