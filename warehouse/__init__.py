"""Warehouse: DuckDB and DuckLake; loading, building from `sql/`, publishing snapshots."""
