package io.millrace.cli.run;

import io.millrace.cli.view.Screen;
import io.millrace.cli.view.TerminalSize;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Makes sessions with the output that suits where it goes. */
public final class Outputs {

    private Outputs() {}

    /**
     * A run that prints JSON lines.
     *
     * @param request what was asked for
     * @param out where to print
     * @return the session
     */
    public static RunSession json(RunRequest request, PrintWriter out) {
        return new RunSession(request, new JsonOutput(out));
    }

    /**
     * A run that prints its report and nothing before: for services.
     *
     * @param request what was asked for
     * @param out where to print
     * @return the session
     */
    public static RunSession quiet(RunRequest request, PrintWriter out) {
        return new RunSession(request, new QuietOutput(out));
    }

    /**
     * A run that shows a screen, or a line a second.
     *
     * @param request what was asked for
     * @param out where to print
     * @param terminal size of the terminal, or the default if there is none
     * @param inPlace whether it can be redrawn in place
     * @param colour whether to use colours
     * @return the session
     */
    public static RunSession live(
            RunRequest request, PrintWriter out, TerminalSize terminal, boolean inPlace, boolean colour) {
        return new RunSession(request, new LiveOutput(out, new Screen(colour, terminal), inPlace));
    }

    /**
     * A run whose recording is all that is wanted.
     *
     * @param request what was asked for
     * @param out where to print
     * @param file the recording
     * @param inPlace whether a line can be kept up to date
     * @param json whether to print JSON at the end
     * @return the session
     */
    public static RunSession recording(RunRequest request, PrintWriter out, Path file, boolean inPlace, boolean json) {
        return new RunSession(request, new RecordOutput(out, file, inPlace, json));
    }
}
