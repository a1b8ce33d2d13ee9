package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.engine.Slots.Assignment;
import io.github.deepeyes4j.engine.Slots.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The prompts that one step reads, in waves: those of a wave are read in one pass. A prompt that
/// begins like another of the step comes in a later wave than it, so that what they share is
/// computed once and copied.
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

  void add(Assignment assignment) {
    Integer source = waveOfSlot.get(assignment.source());
    int wave = source == null ? 0 : source + 1;
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
