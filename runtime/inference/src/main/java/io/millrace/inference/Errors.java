package io.millrace.inference;

/** Messages of ONNX Runtime in the form of ours. */
final class Errors {

    private Errors() {}

    /** The message on one line, shortened where it lists a whole graph. */
    static String line(Throwable error) {
        String text = String.valueOf(error.getMessage()).strip().replaceAll("\\s+", " ");
        return text.length() <= 300 ? text : text.substring(0, 300) + "...";
    }
}
