package io.github.deepeyes4j.search;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What an engine asked a provider and what came back, for recordings. Holds no keys.
///
/// @param request method and address, and the body if there was one, keys removed
/// @param status of HTTP; 0 when there was no answer
/// @param body of the answer, or why there was none
public record Exchange(String request, int status, String body) {
  private static final ScopedValue<List<Exchange>> HEARD = ScopedValue.newInstance();

  /// Something that has a result and may be interrupted.
  public interface Call<T> {
    T run() throws InterruptedException;
  }

  /// A call's result, and the exchanges that were reported during it, by whatever thread that
  /// inherits its scope.
  public record Overheard<T>(T result, List<Exchange> exchanges) {}

  /// Runs a call and keeps what is reported.
  public static <T> Overheard<T> listen(Call<T> call) throws InterruptedException {
    List<Exchange> heard = new CopyOnWriteArrayList<>();
    T result = ScopedValue.where(HEARD, heard).<T, InterruptedException>call(call::run);
    return new Overheard<>(result, List.copyOf(heard));
  }

  /// Tells whoever listens.
  public void report() {
    if (HEARD.isBound()) {
      HEARD.get().add(this);
    }
  }
}
