"""Sources: who publishes what, fetched, archived, as canonical text and read into statements."""
