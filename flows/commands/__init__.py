"""One module per command: its options, and what is printed. The work itself is done elsewhere, imported when called."""
