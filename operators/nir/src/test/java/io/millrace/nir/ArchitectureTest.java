package io.millrace.nir;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.millrace.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses classes = ArchitectureRules.classesOf("io.millrace.nir");

    @Test
    void classesWereSeen() {
        ArchitectureRules.assertClassesWereSeen(classes, 15);
    }

    @Test
    void knowsTheApiTheKernelsAndTheReaderOfHdf5() {
        ArchitectureRules.only("io.millrace.nir..", "io.millrace.api..", "io.millrace.kernels..", "io.jhdf..")
                .check(classes);
    }
}
