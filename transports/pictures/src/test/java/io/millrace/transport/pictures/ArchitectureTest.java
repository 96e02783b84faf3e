package io.millrace.transport.pictures;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.millrace.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = ArchitectureRules.classesOf("io.millrace.transport.pictures");

    @Test
    void classesWereSeen() {
        ArchitectureRules.assertClassesWereSeen(CLASSES, 10);
    }

    @Test
    void knowsNoOperatorAndNoEngine() {
        ArchitectureRules.TRANSPORTS.check(CLASSES);
    }
}
