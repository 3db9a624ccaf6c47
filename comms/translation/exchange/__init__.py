"""Words that go out to be translated elsewhere, and come back: as gettext PO, XLIFF 1.2 and TMX 1.4."""
