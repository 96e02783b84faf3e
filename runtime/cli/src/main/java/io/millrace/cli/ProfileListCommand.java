package io.millrace.cli;

import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.profiles.SensorNodes;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace profile list}. */
@Command(
        name = "list",
        sortOptions = false,
        header = "List the device profiles that --profile and a pipeline file can name.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace profile list", "", "Exit codes: 0 done."})
final class ProfileListCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    ProfileListCommand() {}

    @Override
    public Integer call() {
        List<DeviceProfile> profiles = new ArrayList<>();
        for (String name : DeviceProfiles.names()) {
            Problems problems = new Problems();
            DeviceProfile profile = DeviceProfiles.load(name, problems);
            problems.throwIfAny("device profile " + name);
            if (profile != null) {
                profiles.add(profile);
            }
        }
        int width = profiles.stream().mapToInt(p -> p.name().length()).max().orElse(0);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%-" + width + "s  %5s  %8s  %8s  %s%n", "name", "cores", "heap", "native", "device");
        for (DeviceProfile profile : profiles) {
            out.printf(
                    Locale.ROOT,
                    "%-" + width + "s  %5d  %8s  %8s  %s%n",
                    profile.name(),
                    profile.cores(),
                    ProfileFigure.memory(profile.heapBytes()),
                    ProfileFigure.memory(profile.nativeBytes()),
                    profile.title());
        }
        out.println("\nsensor nodes, for sensors: in a profile: " + String.join(", ", SensorNodes.names()));
        out.println("millrace profile show NAME says where each figure comes from.");
        out.flush();
        return ExitCode.OK;
    }
}
