"""Words in other languages: the packaged catalogues, and what must hold before a translation may be used."""
