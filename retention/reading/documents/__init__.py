"""Files of records and of typed columns: JSON, Parquet, Arrow."""
