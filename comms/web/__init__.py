"""The screens. One file per noun; what happens is in the rooms below."""
