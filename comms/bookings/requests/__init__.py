"""What an appointment needs of an interpreter, from the moment it is known until it is met."""
