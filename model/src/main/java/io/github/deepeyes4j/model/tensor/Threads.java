package io.github.deepeyes4j.model.tensor;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/// How many threads one tensor operation may use in this process.
public final class Threads {
  private Threads() {}

  /// Sets libtorch's and OpenBLAS' pools. Small models are fastest with 1: two spin against each
  /// other.
  public static void use(int threads) {
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }
}
