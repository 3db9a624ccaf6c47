"""The ledger of penalties: considered, issued, served, paid, withdrawn, prosecuted."""
