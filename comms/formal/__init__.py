"""Formal steps about attendance: what must hold before each, the ledger of penalties, and what follows. Source: the
national framework for penalty notices and the local codes that stand on it."""
