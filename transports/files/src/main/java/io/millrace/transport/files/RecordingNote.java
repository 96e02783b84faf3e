package io.millrace.transport.files;

import java.util.Map;

/** What a recording says of itself in a comment: {@code millrace-recording: origin=simulated, rate-hz=100}. */
final class RecordingNote {

    static final String TAG = "millrace-recording:";

    private RecordingNote() {}

    /** Adds what stands in a comment; a comment without the tag adds nothing. */
    static void read(String comment, Map<String, String> properties) {
        if (!comment.startsWith(TAG)) {
            return;
        }
        for (String pair : comment.substring(TAG.length()).split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                properties.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
    }
}
