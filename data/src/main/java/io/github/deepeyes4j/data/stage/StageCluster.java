package io.github.deepeyes4j.data.stage;

import java.util.function.BooleanSupplier;

/// Opens what runs stages on more than this process. Found by [java.util.ServiceLoader]: what it is
/// built on is large, and on the class path only when it is asked for.
public interface StageCluster {
  /// @param master names the cluster
  /// @param stop asked now and then whether to end
  /// @throws io.github.deepeyes4j.core.BadInputException when there is no such cluster, or it
  ///   cannot be reached
  StageRunner open(String master, BooleanSupplier stop);
}
