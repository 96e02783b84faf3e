package io.millrace.echo;

import java.io.IOException;

/** Anything that takes the echo out of a recording. */
interface Canceller {

    /** Its name in the table. */
    String name();

    /** Cancels; the output is aligned with the microphone. */
    Output cancel(Recording recording) throws IOException;
}
