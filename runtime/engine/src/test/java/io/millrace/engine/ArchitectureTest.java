package io.millrace.engine;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.millrace.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = ArchitectureRules.classesOf("io.millrace.engine");

    @Test
    void classesWereSeen() {
        ArchitectureRules.assertClassesWereSeen(CLASSES, 40);
    }

    @Test
    void knowsNoOperatorAndNoTransport() {
        ArchitectureRules.ENGINE.check(CLASSES);
    }

    @Test
    void packagesDoNotImportEachOtherInCircles() {
        ArchitectureRules.NO_PACKAGE_CYCLES.check(CLASSES);
    }
}
