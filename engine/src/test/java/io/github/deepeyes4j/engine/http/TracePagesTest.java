package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TracePagesTest {
  private final TracePages pages = new TracePages();

  @Test
  void theOldestPagesMakeRoom() {
    String half = "x".repeat(32 << 20);
    String first = pages.keep(half);
    String second = pages.keep(half);
    assertThat(pages.page(first)).isPresent();
    String third = pages.keep("y");
    assertThat(pages.page(first)).isEmpty();
    assertThat(pages.page(second)).isPresent();
    assertThat(pages.page(third)).hasValue(new byte[] {'y'});
  }

  @Test
  void theNewestIsKeptWhateverItsSize() {
    String large = pages.keep("x".repeat(65 << 20));
    assertThat(pages.page(large)).isPresent();
    pages.keep("y");
    assertThat(pages.page(large)).isEmpty();
  }
}
