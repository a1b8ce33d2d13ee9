package io.github.deepeyes4j.app;

import io.github.deepeyes4j.app.remote.RemoteChatModel;
import io.github.deepeyes4j.core.score.judge.JudgeConfig;
import io.github.deepeyes4j.core.score.judge.Judges;
import io.github.deepeyes4j.eval.maths.SymjaEquivalence;

/// Opens the judges of a configuration: rules with Symja, models on their servers.
final class JudgeSetup {
  private JudgeSetup() {}

  static Judges open(JudgeConfig config) {
    return new Judges(
        config,
        new SymjaEquivalence(),
        server -> RemoteChatModel.connect(server.urls(), server.model()));
  }
}
