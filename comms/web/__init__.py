"""The screens. One room per subject, one file per noun; what happens is on the floors below."""
