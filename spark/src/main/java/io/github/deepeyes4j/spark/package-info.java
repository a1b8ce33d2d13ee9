/// Stages of curation on Apache Spark.
@NullMarked
package io.github.deepeyes4j.spark;

import org.jspecify.annotations.NullMarked;
