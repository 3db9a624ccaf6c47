"""What whoever looks after an agency's messages asks: what came in and is urgent, and which texts are stuck."""
