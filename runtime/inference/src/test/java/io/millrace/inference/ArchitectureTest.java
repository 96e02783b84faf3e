package io.millrace.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which way the arrows point. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace");

    @Test
    void smokeTestThatClassesWereSeen() {
        assertThat(CLASSES.contain(OnnxOperator.class)).isTrue();
        assertThat(CLASSES.contain("io.millrace.api.operator.Operator")).isTrue();
        assertThat(CLASSES.get(SessionPool.class).getDirectDependenciesFromSelf())
                .anyMatch(d -> d.getTargetClass().getPackageName().equals("ai.onnxruntime"));
    }

    @Test
    void onnxRuntimeHasOneHome() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.inference..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void inferenceKnowsNoEngineTransportOrOperator() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.inference..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "reactor..",
                        "org.reactivestreams..",
                        "io.netty..",
                        "io.grpc..",
                        "io.millrace.engine..",
                        "io.millrace.config..",
                        "io.millrace.operators..",
                        "io.millrace.transport..")
                .check(CLASSES);
    }

    @Test
    void onnxRuntimeDoesNotShowInThePublicApi() {
        noClasses()
                .that()
                .arePublic()
                .and()
                .resideInAPackage("io.millrace.inference..")
                .and()
                .doNotHaveSimpleName("OnnxOperator") // catches OrtException, and has no such signature
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..")
                .check(CLASSES);
    }
}
