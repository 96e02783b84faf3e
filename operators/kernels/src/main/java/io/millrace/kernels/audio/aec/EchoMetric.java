package io.millrace.kernels.audio.aec;

/** What an echo canceller says of its own work, in the order of its metrics. */
public enum EchoMetric {
    /** Level of the microphone, dB of full scale (a sine of amplitude 1 reads -3). */
    MIC_DB("mic-db", "level of the microphone, dB of full scale"),
    /** Level of the far end. */
    FAR_DB("far-db", "level of the far end, dB of full scale"),
    /** Level of the output. */
    OUT_DB("out-db", "level of the output, dB of full scale"),
    /** Microphone over linear output, last 0.1 s. */
    ERLE_LINEAR_DB("erle-linear-db", "microphone over linear output, last 0.1 s, dB"),
    /** Microphone over output, last 0.1 s. */
    ERLE_DB("erle-db", "microphone over output, last 0.1 s, dB"),
    /** The mean of the linear one over segments in which only the far end speaks. */
    ERLE_LINEAR_SEGMENTAL_DB(
            "erle-linear-segmental-db", "mean of erle-linear-db over segments in which only the far end speaks, dB"),
    /** The mean over segments in which only the far end speaks. */
    ERLE_SEGMENTAL_DB("erle-segmental-db", "mean of erle-db over segments in which only the far end speaks, dB"),
    /** Delay of the microphone against the far end. */
    DELAY_MS("delay-ms", "delay of the microphone against the far end, ms"),
    /** How much the delay grows. */
    DRIFT_PPM("drift-ppm", "how much the delay grows, millionths of the time"),
    /** Whether both ends speak. */
    DOUBLE_TALK("double-talk", "1 while both ends speak, else 0"),
    /** How often the filter had to forget what it learned. */
    DIVERGENCES("divergences", "how often the filter diverged and had to forget"),
    /** How often the alignment was set or has jumped. */
    REALIGNMENTS("realignments", "how often the alignment of the far end was set or has jumped"),
    /** How much of the far end was missing. */
    FAR_MISSING_MS("far-missing-ms", "how much of the far end was missing and taken as silence, ms");

    private final String word;
    private final String help;

    EchoMetric(String word, String help) {
        this.word = word;
        this.help = help;
    }

    /**
     * Its name in metrics.
     *
     * @return kebab-case, with its unit
     */
    public String word() {
        return word;
    }

    /**
     * What it says.
     *
     * @return one line
     */
    public String help() {
        return help;
    }
}
