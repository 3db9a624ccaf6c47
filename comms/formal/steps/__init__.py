"""Making the formal letters from a case, and what each of them begins."""
