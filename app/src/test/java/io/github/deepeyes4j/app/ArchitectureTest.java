package io.github.deepeyes4j.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The arrows of ARCHITECTURE.md, held by the build.
class ArchitectureTest {
  private static final String ROOT = "io.github.deepeyes4j";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static String inside(String module) {
    return ROOT + "." + module + "..";
  }

  @Test
  void seesEveryModule() {
    List<String> modules =
        List.of(
            "app", "core", "data", "engine", "eval", "model", "sandbox", "search", "service",
            "table", "trace", "train", "world");
    for (String module : modules) {
      assertThat(CLASSES.stream().filter(c -> c.getPackageName().startsWith(ROOT + "." + module)))
          .as(module)
          .isNotEmpty();
    }
  }

  @Test
  void modulesDependDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("app")
        .definedBy(inside("app"))
        .layer("trace")
        .definedBy(inside("trace"))
        .layer("train")
        .definedBy(inside("train"))
        .layer("data")
        .definedBy(inside("data"))
        .layer("eval")
        .definedBy(inside("eval"))
        .layer("engine")
        .definedBy(inside("engine"))
        .layer("model")
        .definedBy(inside("model"))
        .layer("world")
        .definedBy(inside("world"))
        .layer("sandbox")
        .definedBy(inside("sandbox"))
        .layer("search")
        .definedBy(inside("search"))
        .layer("service")
        .definedBy(inside("service"))
        .layer("table")
        .definedBy(inside("table"))
        .layer("core")
        .definedBy(inside("core"))
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("trace")
        .mayOnlyBeAccessedByLayers("app", "eval")
        .whereLayer("train")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("eval")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("sandbox")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("search")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("service")
        .mayOnlyBeAccessedByLayers("app", "engine", "sandbox", "search")
        .whereLayer("table")
        .mayOnlyBeAccessedByLayers("app", "train", "eval", "data")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("app", "train")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("app", "train", "engine")
        .whereLayer("world")
        .mayOnlyBeAccessedByLayers("app", "train", "eval", "data")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".core.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".core.score.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".eval.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".world.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".world.realx.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".train.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".sandbox.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".search.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".table.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".data.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching(ROOT + ".search.live.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /// Scores read what the loop leaves behind, never the loop; the loop knows no scores.
  @Test
  void theLoopAndTheScoresDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage(inside("core.agent"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(inside("core.score"))
        .check(CLASSES);
    for (String loop : List.of("Rollout", "CodeRunner", "SearchClient", "Protocol")) {
      noClasses()
          .that()
          .resideInAPackage(inside("core.score"))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName(ROOT + ".core.agent." + loop)
          .check(CLASSES);
    }
  }

  @Test
  void heavyLibrariesStayInTheirRooms() {
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("model"), inside("engine"), inside("train"))
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".app.ModelOption")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("search"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("core.score.audit"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.treesitter..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("eval.maths"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.matheclipse..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("app"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "com.openai..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("table"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.duckdb..", "java.sql..")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("train.track"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.mlflow..", "org.mlflow_project..")
        .check(CLASSES);
  }

  @Test
  void policyTouchesNoTensor() {
    for (String name : List.of("Engine", "Sequence", "Slots", "Sampler", "Request")) {
      noClasses()
          .that()
          .haveFullyQualifiedName(ROOT + ".engine." + name)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..")
          .check(CLASSES);
    }
  }

  @Test
  void theChatServerKnowsNoEngine() {
    noClasses()
        .that()
        .resideInAPackage(inside("engine.http"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".engine", inside("model"))
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsAre() {
    classes()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .haveSimpleNameNotEndingWith("Manager")
        .andShould()
        .haveSimpleNameNotEndingWith("Helper")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .check(CLASSES);
  }

  @Test
  void onlyCommandsPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("app"))
        .should()
        .accessField(System.class, "out")
        .check(CLASSES);
  }
}
