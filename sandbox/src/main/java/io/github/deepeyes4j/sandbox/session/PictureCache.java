package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Decoded pictures by digest, as long as memory allows: each is decoded once for all the sessions
/// that begin with it. Safe for concurrent use.
final class PictureCache {
  private final Map<String, SoftReference<Picture>> pictures = new ConcurrentHashMap<>();

  void put(Picture picture) {
    pictures.values().removeIf(reference -> reference.get() == null);
    pictures.put(picture.digest(), new SoftReference<>(picture));
  }

  Picture decoded(EncodedPicture encoded) {
    SoftReference<Picture> reference = pictures.get(encoded.digest());
    Picture known = reference == null ? null : reference.get();
    if (known == null) {
      known = PictureDecoder.decode(encoded.file(), "picture " + encoded.digest());
      put(known);
    }
    return known;
  }
}
