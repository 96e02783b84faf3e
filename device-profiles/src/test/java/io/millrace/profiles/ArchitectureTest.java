package io.millrace.profiles;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.profiles");

    @Test
    void smokeTestThatClassesWereSeen() {
        assertThat(CLASSES.contain(DeviceProfiles.class)).isTrue();
        assertThat(CLASSES.contain(ThisMachine.class)).isTrue();
    }

    @Test
    void dependsOnlyOnApiAndConfig() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.profiles..",
                        "io.millrace.config..",
                        "io.millrace.api..",
                        "java..",
                        "com.sun.management..",
                        "org.jspecify..")
                .check(CLASSES);
    }
}
