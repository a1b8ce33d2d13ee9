package io.github.deepeyes4j.search.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.BadRequestResponse;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The two searches as tools of the Model Context Protocol; thumbnails are pictures of the result.
final class SearchMcpTools {
  private static final Tool TEXT =
      tool(
          "search",
          "Searches pages by words. Returns the best five with title, link, date and the passage"
              + " that matches.",
          """
          {
            "type": "object",
            "properties": {
              "query": {"type": "string", "minLength": 1, "maxLength": 4000}
            },
            "required": ["query"],
            "additionalProperties": false
          }
          """);

  private static final Tool IMAGE =
      tool(
          "image_search",
          "Finds pictures that look like a picture or a part of it. Returns the best five, each"
              + " with its title.",
          """
          {
            "type": "object",
            "properties": {
              "image": {
                "type": "string",
                "minLength": 1,
                "description": "A picture file in base64, a data: URL or not."
              }
            },
            "required": ["image"],
            "additionalProperties": false
          }
          """);

  private final SearchEngine text;
  private final SearchEngine image;

  SearchMcpTools(SearchEngine text, SearchEngine image) {
    this.text = text;
    this.image = image;
  }

  private static Tool tool(String name, String description, String schema) {
    return Tool.builder(name, McpJsonDefaults.getMapper(), schema).description(description).build();
  }

  List<SyncToolSpecification> tools() {
    return List.of(
        new SyncToolSpecification(TEXT, (_, request) -> search(request.arguments())),
        new SyncToolSpecification(IMAGE, (_, request) -> imageSearch(request.arguments())));
  }

  // The server has checked the arguments against the schemas.

  private CallToolResult search(Map<String, Object> arguments) {
    String query = (String) Objects.requireNonNull(arguments.get("query"));
    SearchResult result = ask(text, new SearchRequest.Text(query, SearchTools.TOP));
    return result(Observations.textSearch(query, result));
  }

  private CallToolResult imageSearch(Map<String, Object> arguments) {
    String encoded = (String) Objects.requireNonNull(arguments.get("image"));
    try {
      var picture = PictureDecoder.decode(JsonBody.base64("image", encoded), "image");
      SearchResult result = ask(image, new SearchRequest.Image(picture, SearchTools.TOP));
      return result(Observations.imageSearch(result));
    } catch (BadInputException | BadRequestResponse e) {
      return CallToolResult.builder()
          .addTextContent("Error: " + e.getMessage())
          .isError(true)
          .build();
    }
  }

  private static SearchResult ask(SearchEngine engine, SearchRequest request) {
    try {
      return engine.search(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is stopping", e);
    }
  }

  private static CallToolResult result(Observation shown) {
    List<McpSchema.Content> content = new ArrayList<>();
    for (Content part : shown.content()) {
      content.add(
          switch (part) {
            case Content.Text(var words) -> McpSchema.TextContent.builder(words).build();
            case Content.Image(var picture) ->
                McpSchema.ImageContent.builder(
                        Base64.getEncoder().encodeToString(picture.toPng()), "image/png")
                    .build();
          });
    }
    return CallToolResult.builder(content).isError(shown.status() != ToolStatus.OK).build();
  }
}
