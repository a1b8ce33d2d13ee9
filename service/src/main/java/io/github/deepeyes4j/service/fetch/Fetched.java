package io.github.deepeyes4j.service.fetch;

import java.nio.charset.Charset;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// What a fetch brought.
///
/// @param url where it was in the end, after redirects
/// @param type of the content, as in `text/html`
/// @param charset that the server named; null when it named none
/// @param bytes owned by this record: do not write to them
public record Fetched(HttpUrl url, String type, @Nullable Charset charset, byte[] bytes) {}
