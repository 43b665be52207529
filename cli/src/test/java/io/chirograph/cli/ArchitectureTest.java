package io.chirograph.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the architecture: this module sees all others.
class ArchitectureTest {
    private static final String ROOT = "io.chirograph";

    /// A module depends only on those before it.
    private static final List<String> MODULES =
            List.of(
                    "types",
                    "batch",
                    "crypto",
                    "proof",
                    "store",
                    "network",
                    "consensus",
                    "evm",
                    "transfer",
                    "ledger",
                    "knowledge",
                    "node",
                    "simulator",
                    "cli",
                    "benchmarks");

    /// Tests, simulations and measurements use production, never the other way round.
    private static final Set<String> NOT_IN_PRODUCTION =
            Set.of("testkit", "simulator", "benchmarks");

    /// These do not see each other, whatever their order.
    private static final Set<String> SEPARATE = Set.of("store", "network", "consensus", "evm");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    private static final Set<String> CLOCKS_AND_CHANCE =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.identityHashCode",
                    "java.lang.Math.random",
                    "java.time.Instant.now",
                    "java.time.LocalDate.now",
                    "java.time.LocalDateTime.now",
                    "java.time.ZonedDateTime.now",
                    "java.util.UUID.randomUUID",
                    "java.nio.charset.Charset.defaultCharset",
                    "java.util.Locale.getDefault");

    @Test
    void everyModuleIsSeen() {
        Set<String> seen = new TreeSet<>();
        CLASSES.forEach(type -> seen.add(module(type)));
        assertThat(seen)
                .containsAll(List.of("types", "crypto", "proof", "consensus", "evm", "cli"));
        seen.remove("testkit");
        assertThat(MODULES).containsAll(seen);
    }

    @Test
    void modulesDependOnlyOnThoseBeforeThem() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT + ".") && !mayUse(type, target)) {
                    wrong.add(dependency.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean mayUse(JavaClass user, JavaClass used) {
        String from = module(user);
        String to = module(used);
        return from.equals(to)
                || (!NOT_IN_PRODUCTION.contains(to)
                        && MODULES.indexOf(to) < MODULES.indexOf(from)
                        && !(SEPARATE.contains(from) && SEPARATE.contains(to)));
    }

    private static String module(JavaClass type) {
        return type.getPackageName().substring(ROOT.length() + 1).split("\\.")[0];
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void packagesAreAtMostOneLevelBelowTheirModule() {
        assertThat(CLASSES)
                .extracting(JavaClass::getPackageName)
                .allMatch(name -> name.split("\\.").length <= 4);
    }

    @Test
    void everyPackageIsNullMarkedAndDescribed() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            JavaPackage home = type.getPackage();
            if (!home.isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
                unmarked.add(home.getName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void consensusAndTheMachineUseNoClockChanceThreadOrDevice() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".consensus..", ROOT + ".evm..")
                .should()
                .callMethodWhere(
                        describe(
                                "tells the time or rolls dice",
                                call ->
                                        CLOCKS_AND_CHANCE.contains(
                                                call.getTargetOwner().getName()
                                                        + "."
                                                        + call.getTarget().getName())))
                .orShould()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "are randomness, threads, devices or loggers",
                                ArchitectureTest::isBannedInSteps))
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaCall<?>> describe(
            String what, java.util.function.Predicate<JavaCall<?>> predicate) {
        return DescribedPredicate.describe(what, predicate);
    }

    private static boolean isBannedInSteps(JavaClass type) {
        String name = type.getName();
        return Stream.of(
                                "java.util.Random",
                                "java.util.random.",
                                "java.util.SplittableRandom",
                                "java.util.concurrent.ThreadLocalRandom",
                                "java.security.SecureRandom",
                                "java.util.concurrent.Executor",
                                "java.util.Timer",
                                "java.lang.Thread",
                                "java.lang.Process",
                                "java.time.Clock",
                                "java.nio.file.",
                                "java.nio.channels.",
                                "java.net.",
                                "java.util.logging.",
                                "org.slf4j.")
                        .anyMatch(name::startsWith)
                || name.startsWith("java.lang.System$Logger")
                || (name.startsWith("java.io.") && !name.equals("java.io.Serializable"));
    }

    /// A tracer is asked for once a message, and a loop of its own shows it each instruction: the usual loop has
    /// nothing that could cost.
    @Test
    void theMachinesLoopKnowsNoTracer() {
        noClasses()
                .that()
                .haveSimpleName("Interpreter")
                .and()
                .resideInAPackage(ROOT + ".evm")
                .should()
                .dependOnClassesThat()
                .haveSimpleNameContaining("Trac")
                .check(CLASSES);
    }

    /// What a machine computes in floating point may differ from another's; signatures and fields show
    /// where it would spread.
    @Test
    void consensusAndTheMachineHaveNoFloatingPoint() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!Set.of("consensus", "evm").contains(module(type))) {
                continue;
            }
            type.getFields().stream()
                    .filter(field -> isFloatingPoint(field.getRawType()))
                    .forEach(field -> wrong.add(field.getFullName()));
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (isFloatingPoint(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream()
                                .anyMatch(ArchitectureTest::isFloatingPoint)) {
                    wrong.add(unit.getFullName());
                }
                unit.getCallsFromSelf().stream()
                        .filter(call -> isFloatingPoint(call.getTarget().getRawReturnType()))
                        .forEach(call -> wrong.add(call.getDescription()));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean isFloatingPoint(JavaClass type) {
        return Set.of("double", "float", "java.lang.Double", "java.lang.Float")
                .contains(type.getBaseComponentType().getName());
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".cli..", ROOT + ".simulator")
                .should()
                .callMethodWhere(
                        describe(
                                "ends the process",
                                call ->
                                        Set.of(
                                                        "java.lang.System.exit",
                                                        "java.lang.Runtime.exit",
                                                        "java.lang.Runtime.halt")
                                                .contains(
                                                        call.getTargetOwner().getName()
                                                                + "."
                                                                + call.getTarget().getName())))
                .check(CLASSES);
    }
}
