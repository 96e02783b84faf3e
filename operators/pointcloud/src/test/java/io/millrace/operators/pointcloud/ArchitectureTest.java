package io.millrace.operators.pointcloud;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.millrace.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = ArchitectureRules.classesOf("io.millrace.operators.pointcloud");

    @Test
    void classesWereSeen() {
        ArchitectureRules.assertClassesWereSeen(CLASSES, 4);
    }

    @Test
    void knowsTheApiTheKernelsAndJson() {
        ArchitectureRules.POINT_CLOUDS.check(CLASSES);
    }
}
