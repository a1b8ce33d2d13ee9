package io.github.deepeyes4j.spark;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.data.stage.StageCluster;
import io.github.deepeyes4j.data.stage.StageRunner;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/// Apache Spark, in this process or on a standalone cluster.
public final class SparkCluster implements StageCluster {
  private static final int WAIT_MILLIS = 30_000;
  private static final int POLL_MILLIS = 100;

  @Override
  public StageRunner open(String url, BooleanSupplier stop) {
    Master master = new Master(url);
    master.requireReachable();
    JavaSparkContext context = context(master);
    try {
      if (!master.isLocal()) {
        awaitWorker(context, url, stop);
      }
      return new SparkRunner(context, stop);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  private static JavaSparkContext context(Master master) {
    SparkConf settings =
        new SparkConf()
            .setMaster(master.url())
            .setAppName("deepeyes curate")
            .set("spark.ui.enabled", "false")
            // Results are collected as a whole: memory is their only limit.
            .set("spark.driver.maxResultSize", "0");
    if (master.isLocal()) {
      settings.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1");
    }
    try {
      return new JavaSparkContext(settings);
    } catch (RuntimeException e) {
      throw new BadInputException(
          "--master %s: Spark could not start: %s".formatted(master.url(), e.getMessage()), e);
    }
  }

  /// Without a worker Spark would wait for ever. (The driver counts as one executor.)
  private static void awaitWorker(JavaSparkContext context, String url, BooleanSupplier stop) {
    long end = System.nanoTime() + WAIT_MILLIS * 1_000_000L;
    while (context.statusTracker().getExecutorInfos().length < 2) {
      if (stop.getAsBoolean() || System.nanoTime() > end) {
        throw new BadInputException(
            "--master %s: no free worker within %d s".formatted(url, WAIT_MILLIS / 1000));
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BadInputException("--master %s: interrupted".formatted(url), e);
      }
    }
  }
}
