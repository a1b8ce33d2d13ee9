package io.github.deepeyes4j.service.fetch;

/// An address that may not be fetched, or could not be. The message is one line: the address and
/// the reason.
public final class FetchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FetchException(String url, String reason) {
    super(shortened(url) + ": " + reason);
  }

  public FetchException(String url, String reason, Throwable cause) {
    super(shortened(url) + ": " + reason, cause);
  }

  private static String shortened(String url) {
    String line = url.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
