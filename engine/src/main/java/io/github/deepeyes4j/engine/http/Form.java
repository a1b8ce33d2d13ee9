package io.github.deepeyes4j.engine.http;

/// The two forms of OpenAI's API: the next turn of a conversation, and the continuation of a text.
enum Form {
  CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk"),
  TEXT("cmpl-", "text_completion", "text_completion");

  private final String idPrefix;
  private final String whole;
  private final String chunk;

  Form(String idPrefix, String whole, String chunk) {
    this.idPrefix = idPrefix;
    this.whole = whole;
    this.chunk = chunk;
  }

  /// What the names of answers begin with.
  String idPrefix() {
    return idPrefix;
  }

  /// The kind of a whole answer.
  String whole() {
    return whole;
  }

  /// The kind of a part of one.
  String chunk() {
    return chunk;
  }
}
