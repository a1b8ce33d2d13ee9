package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.engine.Slots.Assignment;
import io.github.deepeyes4j.engine.Slots.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The prompts that one step reads, in waves: those of a wave are read in one pass, by one adapter.
/// A prompt that begins like another of the step comes in a later wave than it, so that what they
/// share is computed once and copied.
final class Admission {
  /// New tokens that a step reads, exceeded by one prompt at most: running sequences wait
  /// meanwhile.
  private static final int MAX_TOKENS = 2048;

  private final Map<Slot, Integer> waveOfSlot = new HashMap<>();
  private final List<List<Assignment>> waves = new ArrayList<>();
  private int tokens;

  boolean isFull() {
    return tokens >= MAX_TOKENS;
  }

  /// Whether the step gives the row its prompt, so that it does not hold it yet.
  boolean reads(Slot slot) {
    return waveOfSlot.containsKey(slot);
  }

  void add(Assignment assignment) {
    int wave = 1 + waveOfSlot.getOrDefault(assignment.source(), -1);
    while (wave < waves.size() && waves.get(wave).getFirst().adapter() != assignment.adapter()) {
      wave++;
    }
    if (wave == waves.size()) {
      waves.add(new ArrayList<>());
    }
    waves.get(wave).add(assignment);
    waveOfSlot.put(assignment.slot(), wave);
    tokens += assignment.prefill().length();
  }

  List<List<Assignment>> waves() {
    return waves;
  }
}
