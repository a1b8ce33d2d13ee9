package io.github.deepeyes4j.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/// Pages that are opened as files, what they ask for, and what the browser complains of.
public final class OfflinePages {
  private final Chromium chromium;
  private final List<String> requests = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  public OfflinePages(Chromium chromium) {
    this.chromium = chromium;
  }

  /// An empty page whose requests and complaints are heard.
  public Page open(Browser.NewContextOptions options) {
    Page opened = chromium.browser().newContext(options).newPage();
    opened.onRequest(request -> requests.add(request.url()));
    opened.onConsoleMessage(message -> complaints.add(message.text()));
    opened.onPageError(complaints::add);
    return opened;
  }

  /// Addresses asked for so far.
  public List<String> requests() {
    return requests;
  }

  /// Nothing left the machine, and nothing went wrong.
  public void check() {
    assertThat(requests).isNotEmpty().allMatch(url -> url.matches("(?s)(file|data):.*"));
    assertThat(complaints).isEmpty();
  }
}
