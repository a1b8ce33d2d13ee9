package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson;

/// A trajectory as one HTML file that needs nothing beside it, its pictures inside.
public final class TracePage {
  private TracePage() {}

  public static String of(Trajectory trajectory, TokenTexts texts) {
    return Trace.of(TrajectoryJson.of(trajectory), Pictures.of(trajectory), texts, null).html();
  }
}
