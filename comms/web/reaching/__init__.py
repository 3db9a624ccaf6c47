"""The screens for reaching families: what came in, threads, follow-ups, texts, and the line they go from."""
