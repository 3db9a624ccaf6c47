"""Asking interpreters and suppliers, one after the other or at once; the first who accepts is booked."""
