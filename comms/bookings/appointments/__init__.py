"""Appointments: who meets whom, when, where and in which languages, once or each week."""
