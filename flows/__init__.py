"""Flows: Prefect orchestrates here, and here is the command line; nothing below knows of either."""
