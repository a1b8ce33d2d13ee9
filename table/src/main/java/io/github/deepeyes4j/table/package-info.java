/// Tabular files, read and written row by row: Parquet by DuckDB, TSV and CSV by Jackson.
@NullMarked
package io.github.deepeyes4j.table;

import org.jspecify.annotations.NullMarked;
