package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The image searches that were recorded for MMSearch-R1's questions, read in their published form:
/// a JSON object of `{"ID": {"tool_returned_web_title": [...], "cached_images_path": [...]}}`
/// beside its folder of thumbnails, which are named relative to the file. Nothing of it is changed.
///
/// The published keys are of questions. A second file, `NAME.queries.tsv` beside `NAME.json`, says
/// which picture each question shows: `id` and `path` between tabs under a line that says so. A
/// search for one of these pictures, pixel by pixel, has the recorded rows; any other picture is a
/// [SearchResult.ReplayMiss]. Safe for concurrent use.
public final class MmSearchCache implements SearchEngine {
  private final String id;

  /// By the digests of the pictures that were searched for.
  private final Map<String, List<MmSearchFiles.Row>> recorded;

  private MmSearchCache(String id, Map<String, List<MmSearchFiles.Row>> recorded) {
    this.id = id;
    this.recorded = Map.copyOf(recorded);
  }

  /// Reads a cache file, the file of its questions beside it, and the pictures named there. A
  /// [BadInputException] names file, entry and fault.
  public static MmSearchCache open(Path file) {
    Map<String, List<MmSearchFiles.Row>> rows = MmSearchFiles.rows(file);
    Map<String, Path> questions = MmSearchFiles.questions(file, rows);
    return new MmSearchCache(
        "mmsearch-r1-" + MmSearchFiles.digest(file).substring(0, 12),
        MmSearchFiles.byPicture(rows, questions, file));
  }

  @Override
  public String id() {
    return id;
  }

  /// Rows without a thumbnail, or whose thumbnail is not on the disk, are left out; the rest may be
  /// none.
  @Override
  public SearchResult search(SearchRequest request) {
    return switch (request) {
      case SearchRequest.Text _ ->
          new SearchResult.Refused("Error: this engine searches by picture only.");
      case SearchRequest.Image(var picture, int top) -> {
        List<MmSearchFiles.Row> rows = recorded.get(picture.digest());
        yield rows == null ? new SearchResult.ReplayMiss(picture.digest()) : found(rows, top);
      }
    };
  }

  private static SearchResult found(List<MmSearchFiles.Row> rows, int top) {
    try {
      return new SearchResult.Found(
          rows.stream()
              .filter(row -> Files.isRegularFile(row.thumbnail()))
              .limit(top)
              .map(MmSearchCache::hit)
              .toList());
    } catch (BadInputException e) {
      return new SearchResult.Unavailable(String.valueOf(e.getMessage()));
    }
  }

  private static SearchHit hit(MmSearchFiles.Row row) {
    return new SearchHit(
        row.title(), "", null, null, Thumbnails.of(PictureDecoder.decode(row.thumbnail())));
  }

  @Override
  public void close() {}
}
