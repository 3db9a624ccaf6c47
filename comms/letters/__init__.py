"""Letters to families: their kinds, their words, and the paper they become."""
