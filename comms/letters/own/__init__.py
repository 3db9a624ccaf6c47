"""An agency's own words: its versions of letters and phrases, above the packaged ones."""
