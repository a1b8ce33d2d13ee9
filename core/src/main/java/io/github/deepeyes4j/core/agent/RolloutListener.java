package io.github.deepeyes4j.core.agent;

/// Watches an episode as it happens. Called on the rollout's thread, except [#onText], which comes
/// on whatever thread the model writes from.
public interface RolloutListener {
  RolloutListener SILENT = new RolloutListener() {};

  /// A piece of the running turn, as the model writes it.
  default void onText(String piece) {}

  /// The running turn is complete; its tool, if it calls one, has not run yet.
  default void onAction(TurnParser.ParsedTurn turn) {}

  default void onObservation(Observation observation, double seconds) {}
}
