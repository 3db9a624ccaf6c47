"""Things a named person must do for a family, with a day by which. Only a person closes one."""
