"""Which people a thing of any room is about, for the audit, which names things by their kind and id."""
