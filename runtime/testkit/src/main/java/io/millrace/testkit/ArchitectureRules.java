package io.millrace.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who may import what, as rules. A module's test imports its own classes with {@link #classesOf}, checks its rule and
 * {@link #NO_PACKAGE_CYCLES}, and {@link #assertClassesWereSeen} so that a misspelt package cannot pass.
 */
public final class ArchitectureRules {

    /** Kernels know the JDK only; its reader of JPEG is a part of it. */
    public static final ArchRule KERNELS = only("io.millrace.kernels..", "javax.imageio..");

    /** The API knows the JDK only. */
    public static final ArchRule API = only("io.millrace.api..");

    /** Operators know the API and the kernels. */
    public static final ArchRule OPERATORS =
            only("io.millrace.operators..", "io.millrace.api..", "io.millrace.kernels..");

    /** Operators of point clouds also read what sensors say of themselves, as JSON. */
    public static final ArchRule POINT_CLOUDS =
            only("io.millrace.operators..", "io.millrace.api..", "io.millrace.kernels..", "tools.jackson.core..");

    /** Messages know the API, which they carry, Protocol Buffers, and what compresses what is stored. */
    public static final ArchRule PROTOCOL =
            only("io.millrace.protocol..", "io.millrace.api..", "com.google.protobuf..", "net.jpountz..");

    /** Inference knows the API, kernels, ONNX Runtime and Protocol Buffers. */
    public static final ArchRule INFERENCE = only(
            "io.millrace.inference..",
            "io.millrace.api..",
            "io.millrace.kernels..",
            "ai.onnxruntime..",
            "com.google.protobuf..");

    /** The engine knows the API, the messages, Reactor and what measures, but no operator and no transport. */
    public static final ArchRule ENGINE = only(
            "io.millrace.engine..",
            "io.millrace.api..",
            "io.millrace.protocol..",
            "io.millrace.config..",
            "com.google.protobuf..",
            "org.reactivestreams..",
            "reactor..",
            "io.micrometer..",
            "org.HdrHistogram..");

    /** Transports know the API, the messages, and what they speak through, but no operator and no engine. */
    public static final ArchRule TRANSPORTS = only(
            "io.millrace.transport..",
            "io.millrace.api..",
            "io.millrace.protocol..",
            "com.google.protobuf..",
            "com.fazecast..",
            "tools.jackson..",
            "io.grpc..",
            "io.netty..");

    /** No two packages import each other, however long the way round. */
    public static final ArchRule NO_PACKAGE_CYCLES =
            slices().matching("io.millrace.(**)").should().beFreeOfCycles();

    private ArchitectureRules() {}

    /**
     * A layer that imports itself, the JDK, JSpecify, and what is listed.
     *
     * @param layer package pattern of the layer: {@code io.millrace.kernels..}
     * @param others package patterns that it may import beside
     * @return the rule
     */
    public static ArchRule only(String layer, String... others) {
        List<String> allowed = new ArrayList<>(List.of("java..", "org.jspecify..", layer));
        allowed.addAll(Arrays.asList(others));
        return classes()
                .that()
                .resideInAPackage(layer)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(new String[0]));
    }

    /**
     * The classes of a package on the class path, without tests.
     *
     * @param packageName name of the package; those below it are included
     * @return the classes
     */
    public static JavaClasses classesOf(String packageName) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(packageName);
    }

    /**
     * Fails if an import found next to nothing, because every rule holds for no classes.
     *
     * @param classes what was imported
     * @param atLeast least number of classes that must be among them
     * @throws AssertionError if there are fewer
     */
    public static void assertClassesWereSeen(JavaClasses classes, int atLeast) {
        if (classes.size() < atLeast) {
            throw new AssertionError(
                    "too few classes were seen: classes=" + classes.size() + " (expected at least " + atLeast + ")");
        }
    }
}
