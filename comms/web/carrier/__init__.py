"""Where whoever carries our texts and calls tells us of them: each request is signed, stored at once and handled after.

The carrier sends forms without a token of ours, so these routes are left out of the protection against forged forms;
its signature is what they check instead.
"""
