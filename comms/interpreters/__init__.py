"""Interpreters and the agencies that send them: who they are, what they may do, when they can, and for whom never."""
