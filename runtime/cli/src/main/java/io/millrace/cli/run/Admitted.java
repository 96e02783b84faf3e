package io.millrace.cli.run;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.plan.Plan;
import io.millrace.profiles.forecast.Forecast;
import java.util.List;

/**
 * The device that a run is held against.
 *
 * @param profile the device, with its limits
 * @param force whether to run although the device refuses
 */
public record Admitted(DeviceProfile profile, boolean force) {

    /**
     * What to compile with: with force, a device without the limits that compiling checks.
     *
     * @return the device
     */
    public DeviceProfile compileWith() {
        return force
                ? new DeviceProfile(
                        profile.name(),
                        profile.title(),
                        profile.cores(),
                        profile.isa(),
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        profile.hardware(),
                        profile.executionProviders(),
                        0,
                        profile.terms(),
                        profile.sources(),
                        profile.measured(),
                        profile.calibration())
                : profile;
    }

    /**
     * Holds a plan against the device.
     *
     * @param plan what will run
     * @param pace how frames will come
     * @return the forecast; it may have refusals only with force
     * @throws ConfigException with every refusal, if there is one and no force
     */
    public Forecast check(Plan plan, Pace pace) {
        Forecast forecast = Forecast.of(plan, profile, pace);
        if (!force) {
            refuse(plan, forecast);
        }
        return forecast;
    }

    /**
     * Ends here if a device refuses a plan.
     *
     * @param plan the plan
     * @param forecast its forecast
     * @throws ConfigException with every refusal, if there is one
     */
    public static void refuse(Plan plan, Forecast forecast) {
        if (!forecast.refusals().isEmpty()) {
            List<Problem> problems = forecast.refusals().stream()
                    .map(refusal -> new Problem(new Location("profile " + forecast.profile(), 0), refusal))
                    .toList();
            throw new ConfigException("pipeline " + plan.pipeline() + " on " + forecast.profile(), problems);
        }
    }
}
