package io.github.deepeyes4j.core;

/// Input from outside (a file, a flag, a config key, a server's answer) that cannot be used.
///
/// The message is one line for the person who gave the input: it names what is wrong, the value,
/// and what is allowed. Commands print it and exit with status 2.
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
