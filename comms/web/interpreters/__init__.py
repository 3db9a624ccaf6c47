"""Screens of the register: interpreters, what they have shown, when they work, and the suppliers beside them."""
