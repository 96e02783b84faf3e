package io.millrace.transport.serial;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.millrace.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = ArchitectureRules.classesOf("io.millrace.transport.serial");

    @Test
    void classesWereSeen() {
        ArchitectureRules.assertClassesWereSeen(CLASSES, 7);
    }

    @Test
    void knowsNoOperatorAndNoEngine() {
        ArchitectureRules.TRANSPORTS.check(CLASSES);
    }
}
