"""The worker: what happens after a commit, and once a minute."""
