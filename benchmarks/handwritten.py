"""The floor: what a careful person writes by hand for the same tables, with requests, pyarrow and duckdb only.

    python -m benchmarks.handwritten CATALOGUE_ADDRESSES.txt HOME

Addresses are one a line: release id, body, year, URL. It keeps the bytes under their sha256, one Parquet file per
release, loads one table in one transaction, checks it, and writes two marts. It has no evidence, no vintages, no gate,
no retries and cannot be resumed. What is unchanged (304 by its ETag) is not read again.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import requests


def main(listing: Path, home: Path) -> None:
    releases = [line.split("\t") for line in listing.read_text().splitlines()]
    raw, statements, published = home / "raw", home / "statements", home / "published"
    for folder in (raw, statements, published):
        folder.mkdir(parents=True, exist_ok=True)
    known_file = home / "etags.json"
    known = json.loads(known_file.read_text()) if known_file.exists() else {}
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=8, pool_maxsize=8))

    def one(release: list[str]) -> tuple[str, str | None, bool]:
        release_id, body, year, url = release
        headers = {"If-None-Match": known[release_id]} if release_id in known else {}
        answer = session.get(url, headers=headers, timeout=30)
        if answer.status_code == 304:
            return release_id, known[release_id], False
        answer.raise_for_status()
        sha256 = hashlib.sha256(answer.content).hexdigest()
        (raw / sha256).write_bytes(answer.content)
        rows = pyarrow.csv.read_csv(io.BytesIO(answer.content), pyarrow.csv.ReadOptions(use_threads=False))
        size = rows.num_rows
        rows = rows.append_column("release_id", pa.array([release_id] * size))
        rows = rows.append_column("subject_id", pa.array([body] * size))
        rows = rows.append_column("published_year", pa.array([int(year)] * size, pa.int32()))
        rows = rows.append_column("row", pa.array(range(size), pa.int32()))
        rows = rows.append_column("sha256", pa.array([sha256] * size))
        pq.write_table(rows, statements / f"{release_id}.parquet", compression="zstd")
        return release_id, answer.headers.get("ETag"), True

    with ThreadPoolExecutor(1) as pool:
        found = list(pool.map(one, releases))
    if not any(changed for _, _, changed in found):
        return
    known_file.write_text(json.dumps({release_id: etag for release_id, etag, _ in found}))
    aside = home / "candidate.duckdb"
    aside.unlink(missing_ok=True)
    with duckdb.connect(str(aside)) as con:
        con.execute("begin")
        con.execute(f"create table fact_statement as from read_parquet('{statements}/*.parquet')")
        con.execute("""
          create table fact_figure as
          select subject_id, category, breakdown, year, arg_max(count, published_year) as value,
            arg_max(release_id, published_year) as release_id, count(*) as n_statements,
            count(distinct count) as n_values
          from fact_statement group by all
        """)
        con.execute("""
          create table mart_category_year as
          select *, lag(value) over (partition by subject_id, category order by year) as previous_value,
            round(100.0 * value / previous_value - 100, 1) as change_pct
          from fact_figure where breakdown = 'total' order by subject_id, category, year
        """)
        con.execute(
            "create table mart_wide as "
            "pivot mart_category_year on category using any_value(value) group by subject_id, year"
        )
        bad = con.execute("""
          select
            (select count(*) from fact_statement where count is null or count < 0 or year not between 1900 and 2100),
            (select count(*) - count(distinct (subject_id, category, breakdown, year)) from fact_figure),
            (select count(*) from fact_figure where n_values > 1),
            (select count(*) from mart_category_year where change_pct > 100)
        """).fetchone()
        if any(bad):
            raise SystemExit(f"checks failed: {bad}")
        con.execute("commit")
        for mart in ("mart_category_year", "mart_wide"):
            con.execute(f"copy {mart} to '{published}/{mart}.parquet' (format parquet, compression zstd)")
    aside.replace(published / "yearbook.duckdb")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
