package io.github.deepeyes4j.engine;

import java.util.stream.IntStream;

/// Tokens from the heaviest down, those without weight left out. Each is found when it is asked
/// for, from a heap: of a large vocabulary only the head is wanted.
final class Ranking {
  private final double[] weights;
  private final int[] heap;
  private int size;

  Ranking(double[] weights) {
    this.weights = weights;
    this.heap = IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    this.size = heap.length;
    for (int place = size / 2 - 1; place >= 0; place--) {
      sink(place);
    }
  }

  int size() {
    return size;
  }

  /// Takes the heaviest of those that are left.
  int next() {
    int heaviest = heap[0];
    heap[0] = heap[--size];
    sink(0);
    return heaviest;
  }

  private void sink(int start) {
    int place = start;
    int token = heap[place];
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], token)) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = token;
  }

  private boolean isBefore(int token, int other) {
    return weights[token] > weights[other] || (weights[token] == weights[other] && token < other);
  }
}
