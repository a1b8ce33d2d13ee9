package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import io.github.deepeyes4j.sandbox.session.CellReport;
import io.github.deepeyes4j.sandbox.session.EncodedPicture;
import io.github.deepeyes4j.sandbox.session.JournalCell;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reports of cells as JSON objects.
final class CellJson {
  private CellJson() {}

  /// What the released shapes have no field for.
  static Map<String, Object> detail(CellReport report) {
    CellOutput output = report.output();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("status", output.status().wireName());
    detail.put("state", report.state().name().toLowerCase(Locale.ROOT));
    detail.put("cell", report.cell());
    detail.put("truncated", output.dropped());
    detail.put("queue_s", report.queueSeconds());
    detail.put("run_s", output.seconds());
    detail.put("stored", report.stored());
    detail.put("stderr_program", output.stderr());
    if (report.restored() != null) {
      detail.put("restored", restored(report.restored()));
      detail.put("lost_names", report.restored().lost());
    }
    return detail;
  }

  /// All of a cell, its pictures by digest.
  static ObjectNode cell(CellReport report) {
    CellOutput output = report.output();
    ObjectNode cell = JsonMapper.shared().valueToTree(detail(report));
    cell.put("stdout", output.stdout());
    cell.put("stderr", output.stderr());
    cell.put("traceback", output.error());
    cell.put("result", output.result());
    ArrayNode texts = cell.putArray("texts");
    output.texts().forEach(texts::add);
    ArrayNode images = cell.putArray("images");
    for (EncodedPicture picture : report.pictures()) {
      images.add(JsonMapper.shared().<ObjectNode>valueToTree(picture(picture)));
    }
    return cell;
  }

  static Map<String, Object> picture(EncodedPicture picture) {
    return Map.of("width", picture.width(), "height", picture.height(), "digest", picture.digest());
  }

  /// The pictures that a cell has shown, as base64 of PNG files.
  static List<String> pngs(CellReport report) {
    return report.pictures().stream()
        .map(picture -> Base64.getEncoder().encodeToString(picture.file()))
        .toList();
  }

  static Map<String, Object> journalled(JournalCell cell) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cell", cell.number());
    fields.put("code", cell.code());
    fields.put("timeout", cell.timeoutMillis() / 1000.0);
    fields.put("status", cell.status().wireName());
    fields.put("pictures", cell.pictures());
    fields.put("run_s", cell.seconds());
    return fields;
  }

  static Map<String, Object> restored(CellReport.Restored restored) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("replayed", restored.replayed());
    fields.put("differing", restored.differing());
    fields.put("lost", restored.lost());
    return fields;
  }
}
