"""A table of two pumps as PyArrow writes it: python parquet_table.py OUT.parquet (pyarrow 26.0)

Zstandard, dictionaries, pages of version 2, row groups of 16 rows, microseconds with a zone, values that are missing, and columns
that hold lists, records and dates of their own.
"""
import datetime as dt
import sys

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 40
START = dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc)
rows = range(ROWS)

table = pa.table({
    "unit": pa.array([f"P-{10 - 8 * (i // 20)}" for i in rows]).dictionary_encode(),
    "at": pa.array([START + dt.timedelta(hours=i % 20, microseconds=250 * (i % 4)) for i in rows], pa.timestamp("us", tz="UTC")),
    "flow": pa.array([i / 8 for i in rows], pa.float64()),
    "heat": pa.array([None if i % 7 == 5 else i for i in rows], pa.int32()),
    "ok": pa.array([True for _ in rows]),
    "spectrum": pa.array([[1.0, 2.0] for _ in rows]),
    "record": pa.array([{"a": i} for i in rows]),
    "built": pa.array([dt.date(2020, 1, 1) for _ in rows]),
    "failed": pa.array([i == 19 for i in rows]),
})
pq.write_table(table, sys.argv[1], compression="zstd", data_page_version="2.0", row_group_size=16)
