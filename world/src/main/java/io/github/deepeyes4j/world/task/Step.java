package io.github.deepeyes4j.world.task;

import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Scene;

/// One step of a solution.
public sealed interface Step {
  /// Look over the whole picture and conclude something.
  ///
  /// @param finding what is concluded, in the words of a thought
  record Look(Scene scene, String finding) implements Step {}

  /// Cut a board out of the picture and read it.
  ///
  /// @param finding where the board is, in the words of a thought
  record Zoom(Scene scene, Board board, String finding) implements Step {}

  /// Evaluate a Python expression.
  record Compute(String expression, String result) implements Step {}

  /// Search the corpus for a fact.
  record Lookup(String query, Fact fact) implements Step {}
}
