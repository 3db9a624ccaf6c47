"""The outside world: each channel is one small protocol with a real and an embedded implementation."""
