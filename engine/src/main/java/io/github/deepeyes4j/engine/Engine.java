package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.engine.Sequence.Result;
import io.github.deepeyes4j.engine.Slots.Assignment;
import io.github.deepeyes4j.engine.Slots.Slot;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// Generates for many requests at once: whatever waits is read into free rows of the cache, then
/// every running sequence gets one token, again and again.
///
/// One platform thread owns model and cache. [#submit] and [#update] may be called from any thread;
/// cancelling a request's future frees its row at the next step.
final class Engine implements AutoCloseable {
  private static final String CLOSED = "the engine is closed";

  private final ModelRunner runner;
  private final Tokenizer tokenizer;
  private final int endOfTurn;
  private final int context;
  private final Slots slots;
  private final List<Running> running = new ArrayList<>();
  private final ArrayDeque<Sequence> waiting = new ArrayDeque<>();
  private final ArrayDeque<WeightUpdate> updates = new ArrayDeque<>();
  private final List<LoraAdapter> dropped = new ArrayList<>();
  private final BlockingQueue<Mail> arrivals = new LinkedBlockingQueue<>();
  private final Thread thread;
  private long policyVersion;
  private volatile PrefixReuse prefixReuse = new PrefixReuse(0, 0);
  private volatile boolean closed;

  /// What comes from other threads.
  sealed interface Mail permits Sequence, WeightUpdate, DroppedAdapter {}

  /// New weights.
  ///
  /// @param done receives their policy version
  private record WeightUpdate(Weights weights, InFlight inFlight, CompletableFuture<Long> done)
      implements Mail {}

  /// An adapter that no further request will name.
  private record DroppedAdapter(LoraAdapter adapter) implements Mail {}

  /// A sequence in a row of the cache.
  private static final class Running {
    final Sequence sequence;
    final Slot slot;
    int held;
    int ropePosition;

    Running(Sequence sequence, Slot slot, int held, int ropePosition) {
      this.sequence = sequence;
      this.slot = slot;
      this.held = held;
      this.ropePosition = ropePosition;
    }
  }

  /// Starts the engine.
  ///
  /// @param rows sequences that run at once
  /// @param context tokens of one conversation at most
  Engine(
      QwenVl model,
      ImageProcessor imageProcessor,
      Tokenizer tokenizer,
      int endOfTurn,
      int rows,
      int context) {
    this.runner = new ModelRunner(model, imageProcessor, rows, context);
    this.tokenizer = tokenizer;
    this.endOfTurn = endOfTurn;
    this.context = context;
    this.slots = new Slots(rows);
    this.thread = Thread.ofPlatform().name("engine").daemon().start(this::loop);
  }

  CompletableFuture<Result> submit(Request request) {
    Sequence sequence = new Sequence(request, tokenizer, endOfTurn);
    arrivals.add(sequence);
    if (closed) {
      sequence.result().completeExceptionally(new IllegalStateException(CLOSED));
    }
    return sequence.result();
  }

  /// Replaces weights between two steps, which must not change until the returned future is done.
  ///
  /// @return the policy version of the new weights
  CompletableFuture<Long> update(Weights weights, InFlight inFlight) {
    WeightUpdate update = new WeightUpdate(weights, inFlight, new CompletableFuture<>());
    arrivals.add(update);
    if (closed) {
      update.done.completeExceptionally(new IllegalStateException(CLOSED));
    }
    return update.done;
  }

  /// Frees an adapter as soon as no sequence uses it. No further request may name it.
  void drop(LoraAdapter adapter) {
    arrivals.add(new DroppedAdapter(adapter));
  }

  PrefixReuse prefixReuse() {
    return prefixReuse;
  }

  private void loop() {
    try {
      while (!closed) {
        turn();
      }
    } finally {
      // Also after an Error, such as a lack of memory: nobody may wait for a dead thread.
      closed = true;
      fail(new IllegalStateException(CLOSED));
      updates.forEach(
          update -> update.done.completeExceptionally(new IllegalStateException(CLOSED)));
      dropped.forEach(runner::close);
      runner.close();
    }
  }

  private void turn() {
    try {
      collect();
      change();
      admit();
      step();
      retire();
      closeDropped();
    } catch (InterruptedException e) {
      closed = true;
    } catch (RuntimeException e) {
      // A fault of the model: the requests that it hit hear of it, the engine goes on.
      fail(e);
    }
  }

  /// Takes in what has come; waits for something when there is nothing else to do.
  private void collect() throws InterruptedException {
    if (running.isEmpty() && waiting.isEmpty() && updates.isEmpty()) {
      accept(arrivals.take());
    }
    acceptAll();
  }

  private void acceptAll() {
    for (Mail mail = arrivals.poll(); mail != null; mail = arrivals.poll()) {
      accept(mail);
    }
  }

  private void accept(Mail mail) {
    switch (mail) {
      case Sequence sequence -> waiting.add(sequence);
      case WeightUpdate update -> updates.add(update);
      case DroppedAdapter(LoraAdapter adapter) -> dropped.add(adapter);
    }
  }

  /// Changes the weights as soon as their rule about running sequences allows it.
  private void change() {
    while (!updates.isEmpty()) {
      WeightUpdate update = updates.element();
      switch (update.inFlight) {
        case WAIT -> {
          if (!running.isEmpty()) {
            return;
          }
        }
        case ABORT -> abort();
        case KEEP -> {}
      }
      updates.remove();
      replace(update);
    }
  }

  private void replace(WeightUpdate update) {
    try {
      runner.replace(update.weights);
      slots.forget();
      policyVersion++;
      update.done.complete(policyVersion);
    } catch (RuntimeException e) {
      update.done.completeExceptionally(e);
    }
  }

  private void abort() {
    ModelUnavailableException cause =
        new ModelUnavailableException("given up: the model's weights have changed meanwhile");
    running.forEach(each -> each.sequence.result().completeExceptionally(cause));
    retire();
  }

  /// Reads what waits into free rows, as much as one step may.
  private void admit() {
    Admission admission = new Admission();
    while (updates.isEmpty() && !waiting.isEmpty() && !admission.isFull()) {
      Sequence sequence = waiting.element();
      if (sequence.isFinished()) {
        waiting.remove();
        continue;
      }
      if (sequence.request().prompt().length() >= context) {
        waiting.remove();
        sequence.stopForContext();
        sequence.complete();
        continue;
      }
      Optional<Assignment> assignment = slots.assign(sequence);
      if (assignment.isEmpty()) {
        break;
      }
      waiting.remove();
      admission.add(begin(assignment.get(), admission));
    }
    admission.waves().forEach(this::read);
  }

  /// Copies what rows hold already at once: they may be given to the next sequence.
  private Assignment begin(Assignment assignment, Admission admission) {
    Sequence sequence = assignment.sequence();
    TokenSequence prompt = sequence.request().prompt();
    Slot slot = assignment.slot();
    running.add(new Running(sequence, slot, prompt.length(), RopeIndex.of(prompt).next()));
    runner.adapt(slot.row(), assignment.adapter());
    sequence.begin(policyVersion, assignment.remembered());
    prefixReuse = prefixReuse.plus(prompt.length(), assignment.remembered());
    return admission.reads(assignment.source()) ? assignment : copy(assignment);
  }

  private Assignment copy(Assignment assignment) {
    int from = assignment.source().row();
    int to = assignment.slot().row();
    if (from != to) {
      runner.copy(from, to, assignment.remembered());
    }
    return assignment.copied();
  }

  private void read(List<Assignment> wave) {
    wave.forEach(this::copy);
    float[][] logits = runner.prefill(wave.stream().map(Assignment::prefill).toList());
    for (int i = 0; i < logits.length; i++) {
      wave.get(i).sequence().advance(logits[i]);
    }
  }

  /// One more token for every running sequence.
  private void step() {
    retire();
    if (running.isEmpty()) {
      return;
    }
    running.sort(Comparator.comparingInt(each -> each.slot.row()));
    float[][] logits =
        runner.decode(
            ofEach(each -> each.slot.row()),
            ofEach(each -> each.sequence.lastToken()),
            ofEach(each -> each.held),
            ofEach(each -> each.ropePosition));
    for (int i = 0; i < logits.length; i++) {
      Running each = running.get(i);
      each.held++;
      each.ropePosition++;
      each.sequence.advance(logits[i]);
    }
  }

  private int[] ofEach(ToIntFunction<Running> value) {
    return running.stream().mapToInt(value).toArray();
  }

  /// Frees the rows of finished sequences.
  private void retire() {
    for (Running each : running) {
      if (!each.sequence.isFinished() && each.held + 1 >= context) {
        each.sequence.stopForContext();
      }
    }
    running.removeIf(each -> {
      if (!each.sequence.isFinished()) {
        return false;
      }
      slots.release(each.slot, cached(each));
      if (!each.sequence.result().isDone()) {
        each.sequence.complete();
      }
      return true;
    });
  }

  /// Prompt and generated tokens, as far as the row holds them: the last one was never read back.
  private static int[] cached(Running each) {
    int[] prompt = each.sequence.request().prompt().tokens();
    int[] all = Arrays.copyOf(prompt, each.held);
    System.arraycopy(each.sequence.tokens(), 0, all, prompt.length, each.held - prompt.length);
    return all;
  }

  private void closeDropped() {
    dropped.removeIf(adapter -> {
      boolean used =
          Stream.concat(running.stream().map(each -> each.sequence), waiting.stream())
              .anyMatch(sequence -> sequence.request().adapter() == adapter);
      if (!used) {
        runner.close(adapter);
      }
      return !used;
    });
  }

  private void fail(RuntimeException cause) {
    running.forEach(each -> each.sequence.result().completeExceptionally(cause));
    running.forEach(each -> slots.release(each.slot, new int[0]));
    running.clear();
    acceptAll();
    waiting.forEach(sequence -> sequence.result().completeExceptionally(cause));
    waiting.clear();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
