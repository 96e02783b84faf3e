package io.millrace.kernels;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.millrace.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = ArchitectureRules.classesOf("io.millrace.kernels");

    @Test
    void classesWereSeen() {
        ArchitectureRules.assertClassesWereSeen(CLASSES, 40);
    }

    @Test
    void knowsTheJdkOnly() {
        ArchitectureRules.KERNELS.check(CLASSES);
    }
}
