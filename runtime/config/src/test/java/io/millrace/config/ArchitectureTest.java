package io.millrace.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.config");

    @Test
    void smokeTestThatClassesWereSeen() {
        assertThat(CLASSES.contain(YamlFile.class)).isTrue();
        assertThat(CLASSES.contain(Overrides.class)).isTrue();
    }

    @Test
    void dependsOnlyOnTheApiAndTheYamlParser() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.config..", "io.millrace.api..", "java..", "org.jspecify..", "org.snakeyaml..")
                .check(CLASSES);
    }
}
