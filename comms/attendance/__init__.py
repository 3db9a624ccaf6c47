"""Attendance: marks, counts, thresholds. Counts only; which letter is due is a rule of the room of letters."""
