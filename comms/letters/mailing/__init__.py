"""Letters by e-mail: each is sent once, and a doubtful sending is never blindly repeated."""
