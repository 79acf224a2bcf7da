"""Files in and out. Formats are named here and loaded on first use, since some are heavy."""

from types import MappingProxyType

FORMATS = MappingProxyType(
    {
        "csv": "ascertain.formats.csv:FORMAT",
        "tsv": "ascertain.formats.csv:TSV",
        "jsonl": "ascertain.formats.jsonl:FORMAT",
        "json": "ascertain.formats.json:FORMAT",
        "parquet": "ascertain.formats.columnar:PARQUET",
        "arrow": "ascertain.formats.columnar:ARROW",
        "xlsx": "ascertain.formats.xlsx:FORMAT",
        "image": "ascertain.formats.images:FORMAT",
    }
)
"""Readers: name to target."""

WRITERS = MappingProxyType(
    {
        "csv": "ascertain.formats.csv_out:CSV",
        "tsv": "ascertain.formats.csv_out:TSV",
        "csv.gz": "ascertain.formats.csv_out:CSV_GZ",
        "jsonl": "ascertain.formats.jsonl_out:JSONL",
        "jsonl.gz": "ascertain.formats.jsonl_out:JSONL_GZ",
        "parquet": "ascertain.formats.parquet_out:PARQUET",
    }
)
"""Writers: name to target."""

ENDINGS = MappingProxyType(
    {
        ".csv": "csv",
        ".csv.gz": "csv",
        ".tsv": "tsv",
        ".tsv.gz": "tsv",
        ".tab": "tsv",
        ".jsonl": "jsonl",
        ".jsonl.gz": "jsonl",
        ".ndjson": "jsonl",
        ".json": "json",
        ".json.gz": "json",
        ".parquet": "parquet",
        ".arrow": "arrow",
        ".feather": "arrow",
        ".xlsx": "xlsx",
        ".png": "image",
        ".jpg": "image",
        ".jpeg": "image",
        ".gif": "image",
        ".webp": "image",
        ".bmp": "image",
        ".tif": "image",
        ".tiff": "image",
        ".avif": "image",
    }
)
"""Ending to the name of the reader, so that nothing heavy is loaded to know it."""
