"""An authority's local code: who may issue which formal letter."""
