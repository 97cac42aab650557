"""Results on disk: JSON Lines, Parquet, CSV, and the run folder that can be resumed."""
