"""A made-up district to look at the service with: agencies and staff, families, ten weeks of marks, what happened."""
