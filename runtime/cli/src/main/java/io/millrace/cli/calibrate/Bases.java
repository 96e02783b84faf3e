package io.millrace.cli.calibrate;

import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.profiles.DeviceProfiles;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Finds the shipped profile that is most like a machine. */
public final class Bases {

    private Bases() {}

    /**
     * Finds it: of the same architecture, with the nearest number of cores and amount of memory.
     *
     * @param machine the machine
     * @return name of a shipped profile
     */
    public static String nearest(DeviceProfile machine) {
        List<DeviceProfile> shipped = DeviceProfiles.names().stream()
                .filter(name -> !name.equals(DeviceProfiles.THIS_MACHINE))
                .map(Bases::load)
                .toList();
        return shipped.stream()
                .min(Comparator.comparingDouble(profile -> distance(profile, machine)))
                .orElseThrow()
                .name();
    }

    private static DeviceProfile load(String name) {
        Problems problems = new Problems();
        DeviceProfile profile = DeviceProfiles.load(name, problems);
        problems.throwIfAny("device profile " + name);
        return Objects.requireNonNull(profile);
    }

    private static double distance(DeviceProfile profile, DeviceProfile machine) {
        boolean isOther = !architecture(profile).equals(architecture(machine));
        return (isOther ? 1000 : 0)
                + factor(profile.cores(), machine.cores())
                + factor(memory(profile), memory(machine));
    }

    private static String architecture(DeviceProfile profile) {
        return profile.isa().startsWith("x86") ? "x86" : profile.isa().replaceAll("-.*", "");
    }

    private static double memory(DeviceProfile profile) {
        long known = profile.hardware().memoryBytes();
        return known > 0 ? known : profile.heapBytes() + profile.nativeBytes();
    }

    private static double factor(double a, double b) {
        return Math.abs(Math.log(Math.max(1, a) / Math.max(1, b)));
    }
}
