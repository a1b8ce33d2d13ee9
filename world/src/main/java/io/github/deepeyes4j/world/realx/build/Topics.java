package io.github.deepeyes4j.world.realx.build;

import static io.github.deepeyes4j.world.realx.build.Attribute.money;
import static io.github.deepeyes4j.world.realx.build.Attribute.tenth;
import static io.github.deepeyes4j.world.realx.build.Attribute.time;
import static io.github.deepeyes4j.world.realx.build.Attribute.whole;
import static io.github.deepeyes4j.world.realx.build.Attribute.year;

import io.github.deepeyes4j.world.realx.Domain;
import io.github.deepeyes4j.world.realx.scene.Background.Furniture;
import java.util.List;
import java.util.Map;

/// The vocabulary of what is made up: two topics a domain about things that do not exist, and one a
/// category of photographs about what they show.
final class Topics {
  private Topics() {}

  /// Topics about things that do not exist.
  static final List<Topic> INVENTED =
      List.of(
          new Topic(
              "ferry",
              Domain.GEOGRAPHY,
              "ferry timetable",
              "ferry line",
              "sign",
              "line code",
              Furniture.POST,
              List.of(
                  time("First departure", 5, 9),
                  time("Last departure", 17, 23),
                  whole("Crossing time", "minutes", 35, 480),
                  money("Adult fare", 8, 90),
                  money("Bicycle fee", 3, 29),
                  tenth("Route length", "km", 12, 199))),
          new Topic(
              "hut",
              Domain.GEOGRAPHY,
              "mountain hut register",
              "mountain hut",
              "signpost",
              "hut code",
              Furniture.POST,
              List.of(
                  whole("Altitude", "m", 1210, 3490),
                  whole("Number of overnight stays", "", 1020, 9870),
                  money("Half board", 38, 140),
                  tenth("Path length", "km", 3, 99),
                  year("Opening year", 1821, 1989))),
          new Topic(
              "reserve",
              Domain.NATURE,
              "nature reserve log",
              "nature reserve",
              "board",
              "plot code",
              Furniture.CORK,
              List.of(
                  whole("Number of nests", "", 120, 4900),
                  tenth("Spring rainfall", "mm", 21, 290),
                  whole("Number of ringed birds", "", 230, 8700),
                  tenth("Seed quantity", "kg", 12, 190),
                  year("Founding year", 1871, 1990))),
          new Topic(
              "tank",
              Domain.NATURE,
              "aquarium tank sheet",
              "aquarium tank",
              "tag",
              "tank code",
              Furniture.FRAME,
              List.of(
                  whole("Water volume", "litres", 1150, 98000),
                  tenth("Salt quantity", "kg", 11, 480),
                  tenth("Daily feed", "kg", 2, 60),
                  money("Monthly cost", 130, 990),
                  time("Feeding time", 7, 18))),
          new Topic(
              "tools",
              Domain.PRODUCTS,
              "hardware price list",
              "hardware shop",
              "price tag",
              "shop code",
              Furniture.SHELF,
              List.of(
                  money("Wrench price", 9, 80),
                  money("Pliers price", 7, 70),
                  money("Hammer price", 8, 90),
                  money("Cable drum price", 25, 240),
                  money("Paint bucket price", 12, 110))),
          new Topic(
              "device",
              Domain.PRODUCTS,
              "device data sheet",
              "device",
              "label",
              "model code",
              Furniture.SHELF,
              List.of(
                  whole("Weight", "g", 1030, 9900),
                  whole("Battery life", "minutes", 210, 3900),
                  tenth("Power draw", "watts", 11, 390),
                  money("Spare part price", 11, 190),
                  whole("Warranty period", "days", 365, 2900))),
          new Topic(
              "alloy",
              Domain.SCIENCE,
              "alloy test report",
              "alloy",
              "sample label",
              "sample code",
              Furniture.DIAL,
              List.of(
                  whole("Melting point", "degrees", 410, 2900),
                  tenth("Sample mass", "g", 21, 890),
                  whole("Tensile strength", "MPa", 210, 2400),
                  whole("Annealing time", "minutes", 95, 1900),
                  money("Assay fee", 45, 490))),
          new Topic(
              "observatory",
              Domain.SCIENCE,
              "observatory log",
              "observatory",
              "instrument plate",
              "instrument code",
              Furniture.DIAL,
              List.of(
                  whole("Mirror diameter", "cm", 105, 990),
                  whole("Exposure time", "seconds", 310, 9800),
                  whole("Dome altitude", "m", 1210, 4900),
                  time("Starting time", 18, 24),
                  year("Opening year", 1871, 2009))),
          new Topic(
              "museum",
              Domain.CULTURE,
              "museum catalogue",
              "museum piece",
              "label",
              "inventory code",
              Furniture.FRAME,
              List.of(
                  year("Acquisition year", 1811, 1999),
                  tenth("Height", "cm", 21, 390),
                  whole("Insured value", "euros", 12000, 980000),
                  tenth("Weight", "kg", 11, 480),
                  money("Print price", 12, 190))),
          new Topic(
              "theatre",
              Domain.CULTURE,
              "theatre programme",
              "theatre",
              "poster",
              "house code",
              Furniture.CORK,
              List.of(
                  whole("Number of seats", "", 210, 3900),
                  whole("Running time", "minutes", 65, 390),
                  money("Balcony price", 14, 190),
                  time("Opening time", 16, 21),
                  year("Founding year", 1711, 1989))));

  /// Topics about what photographs show, by category.
  static final Map<String, Topic> SHOWN =
      Map.of(
          "animal",
          shown(
              "animal",
              Domain.NATURE,
              "Tarnsee Zoo record",
              "animal",
              List.of(
                  tenth("Daily ration", "kg", 2, 90),
                  money("Vet fee", 45, 690),
                  year("Arrival year", 1961, 2015),
                  whole("Enclosure area", "", 140, 8900))),
          "fish",
          shown(
              "fish",
              Domain.NATURE,
              "Brennmark Aquarium record",
              "fish",
              List.of(
                  whole("Tank volume", "litres", 1150, 89000),
                  money("Purchase price", 12, 290),
                  tenth("Weekly feed", "kg", 2, 90),
                  year("Arrival year", 1981, 2015))),
          "place",
          shown(
              "place",
              Domain.CULTURE,
              "Merrowby Tours leaflet",
              "monument",
              List.of(
                  money("Tour fee", 14, 190),
                  whole("Tour length", "minutes", 65, 590),
                  tenth("Bus distance", "km", 12, 490),
                  time("Departure time", 6, 12))),
          "painting",
          shown(
              "painting",
              Domain.CULTURE,
              "Kellmark Gallery loan sheet",
              "painting",
              List.of(
                  money("Loan fee", 140, 990),
                  whole("Loan period", "days", 110, 990),
                  tenth("Crate weight", "kg", 12, 190),
                  money("Print price", 12, 90))),
          "planet",
          shown(
              "planet",
              Domain.SCIENCE,
              "Orrin Observatory record",
              "celestial body",
              List.of(
                  whole("Exposure time", "seconds", 310, 9800),
                  whole("Number of frames", "", 120, 7900),
                  money("Session cost", 45, 690),
                  time("Starting time", 18, 24))));

  private static Topic shown(
      String id, Domain domain, String page, String thing, List<Attribute> attributes) {
    return new Topic(id, domain, page, thing, "card", "", Furniture.CORK, attributes);
  }
}
