package io.millrace.transport.netty;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.api.transport.SinkTransport;
import io.millrace.api.transport.SourceTransport;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.millrace.transport.netty", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule knowsNoOperatorAndNoEngine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.operators..", "io.millrace.engine..");

    @ArchTest
    static void sawTheClasses(JavaClasses classes) {
        assertThat(classes.contain(UdpSource.class)).isTrue();
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(SourceTransport.class).stream()
                        .map(p -> p.get().name()))
                .contains("udp", "tcp");
        assertThat(ServiceLoader.load(SinkTransport.class).stream()
                        .map(p -> p.get().name()))
                .contains("tcp");
    }
}
