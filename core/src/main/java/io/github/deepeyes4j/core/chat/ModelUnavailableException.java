package io.github.deepeyes4j.core.chat;

/// The model could not answer: its server is down, overloaded, or talks nonsense.
public final class ModelUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public ModelUnavailableException(String message) {
    super(message);
  }
}
