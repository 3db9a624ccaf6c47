"""A letter as text: values in a reader's manner, sentences in their language, and what both must agree on."""
