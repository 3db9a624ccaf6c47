"""Amounts, days and thresholds of penalty notices as dated data, and the arithmetic on them."""
