"""An agency's sealing keys: making one, retiring it, and publishing what others need to check its seals."""
