package io.millrace.transport.grpc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.millrace.transport.grpc",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.Written.class})
class ArchitectureTest {

    /** Leaves out what is generated from the .proto files: it is much, and can depend on nothing else. */
    static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/grpc/inference/") && !location.contains("/grpc/v1/");
        }
    }

    @ArchTest
    static final ArchRule knowsNoOperatorAndNoEngine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.operators..", "io.millrace.engine..", "io.millrace.serving..");

    @ArchTest
    static void sawTheClasses(JavaClasses classes) {
        assertThat(classes.contain(GrpcServer.class)).isTrue();
    }
}
