"""The screens of formal attendance steps: cases, gates, letters, the ledger, reviews, referrals and returns."""
