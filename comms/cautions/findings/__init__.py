"""What the sessions together tell: which explanation fails people in which language, and who waited for a voice."""
