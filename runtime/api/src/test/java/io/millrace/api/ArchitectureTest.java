package io.millrace.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Operator;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.api");

    @Test
    void smokeTestThatClassesWereSeen() {
        assertThat(CLASSES.contain(Frame.class)).isTrue();
        assertThat(CLASSES.contain(Operator.class)).isTrue();
        assertThat(CLASSES.size()).isGreaterThan(40);
    }

    @Test
    void dependsOnlyOnJavaAndJSpecify() {
        classes()
                .that()
                .resideInAPackage("io.millrace.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.millrace.api..", "java..", "org.jspecify..")
                .check(CLASSES);
    }
}
