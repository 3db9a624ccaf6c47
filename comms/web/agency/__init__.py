"""The screens of our agency: its letterhead and settings, its staff, and who makes its other formats."""
