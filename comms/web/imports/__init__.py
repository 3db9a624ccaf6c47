"""The screens of imports: choosing files, checking them, taking them in, and the report."""
