package io.github.deepeyes4j.train.track;

import io.github.deepeyes4j.core.BadInputException;
import org.jspecify.annotations.Nullable;

/// Where a run's figures go besides its own directory.
///
/// @param tensorboard whether event files are written, to `tensorboard/` in the run's directory
/// @param mlflow a server that takes them; null for none
public record TrackingConfig(boolean tensorboard, @Nullable Mlflow mlflow) {

  /// An MLflow server.
  ///
  /// @param uri such as `http://127.0.0.1:5000`
  /// @param experiment by name, made when it is not there
  public record Mlflow(String uri, String experiment) {
    public Mlflow {
      if (!uri.matches("https?://\\S+")) {
        throw new BadInputException(
            "tracking.mlflow.uri '%s' must begin with http:// or https://".formatted(uri));
      }
      if (experiment.isBlank()) {
        throw new BadInputException("tracking.mlflow.experiment must not be empty");
      }
    }
  }
}
