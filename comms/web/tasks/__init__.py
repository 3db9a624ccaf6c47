"""The screens of tasks: the list, one task, and the card that stands for it elsewhere."""
