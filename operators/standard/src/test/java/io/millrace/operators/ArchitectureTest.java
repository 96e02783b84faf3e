package io.millrace.operators;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.millrace.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = ArchitectureRules.classesOf("io.millrace.operators");

    @Test
    void classesWereSeen() {
        ArchitectureRules.assertClassesWereSeen(classes, 30);
    }

    @Test
    void operatorsKnowTheApiAndTheKernelsOnly() {
        ArchitectureRules.OPERATORS.check(classes);
    }

    @Test
    void kernelsKnowTheJdkOnly() {
        JavaClasses kernels = ArchitectureRules.classesOf("io.millrace.kernels");
        ArchitectureRules.assertClassesWereSeen(kernels, 30);
        ArchitectureRules.KERNELS.check(kernels);
    }

    @Test
    void packagesHaveNoCycles() {
        ArchitectureRules.NO_PACKAGE_CYCLES.check(classes);
    }
}
