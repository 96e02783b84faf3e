package io.millrace.kernels.pointcloud;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header of a PCD file, version 0.7 and its spellings.
 *
 * @param fields names of the fields in order; {@code _} is padding
 * @param sizes bytes of one element of each field: 1, 2, 4 or 8
 * @param types I, U or F for each field
 * @param counts elements of each field
 * @param points number of points
 * @param form how the data is stored
 * @param dataAt where the data begins, bytes
 */
record PcdHeader(
        List<String> fields,
        List<Integer> sizes,
        List<Character> types,
        List<Integer> counts,
        int points,
        Form form,
        int dataAt) {

    /** How the data is stored. */
    enum Form {
        ASCII,
        BINARY,
        BINARY_COMPRESSED
    }

    static final int MAX_POINTS = 4_000_000;
    private static final int MAX_FIELDS = 64;
    private static final int MAX_HEADER_BYTES = 4096;

    /** Collects the lines of a header. */
    private static final class Lines {

        private List<String> fields = List.of();
        private List<Integer> sizes = List.of();
        private List<Character> types = List.of();
        private List<Integer> counts = List.of();
        private long width = -1;
        private long height = 1;
        private long points = -1;
        private @Nullable Form form;

        void take(String[] words) {
            List<String> values = List.of(words).subList(1, words.length);
            switch (words[0].toUpperCase(Locale.ROOT)) {
                case "FIELDS", "COLUMNS" -> fields = values;
                case "SIZE" -> sizes = values.stream().map(Integer::valueOf).toList();
                case "TYPE" ->
                    types = values.stream()
                            .map(v -> Character.toUpperCase(v.charAt(0)))
                            .toList();
                case "COUNT" -> counts = values.stream().map(Integer::valueOf).toList();
                case "WIDTH" -> width = Long.parseLong(values.get(0));
                case "HEIGHT" -> height = Long.parseLong(values.get(0));
                case "POINTS" -> points = Long.parseLong(values.get(0));
                case "DATA" -> form = Form.valueOf(values.get(0).toUpperCase(Locale.ROOT));
                default -> {
                    // VERSION and VIEWPOINT change nothing here; others are not known
                }
            }
        }

        @Nullable PcdHeader header(int dataAt) {
            long total = points >= 0 ? points : width * height;
            List<Integer> each = counts.isEmpty() ? fields.stream().map(f -> 1).toList() : counts;
            boolean fits = form != null
                    && total >= 0
                    && total <= MAX_POINTS
                    && !fields.isEmpty()
                    && fields.size() <= MAX_FIELDS
                    && sizes.size() == fields.size()
                    && types.size() == fields.size()
                    && each.size() == fields.size()
                    && each.stream().allMatch(c -> c > 0 && c <= 4096)
                    && sizes.stream().allMatch(s -> s == 1 || s == 2 || s == 4 || s == 8)
                    && types.stream().allMatch(t -> t == 'I' || t == 'U' || t == 'F');
            return fits && form != null ? new PcdHeader(fields, sizes, types, each, (int) total, form, dataAt) : null;
        }
    }

    /**
     * Reads the header.
     *
     * @param file the file, whole
     * @return the header, or null if it is none
     */
    static @Nullable PcdHeader read(byte[] file) {
        Lines lines = new Lines();
        int at = 0;
        try {
            while (lines.form == null) {
                int end = at;
                while (end < file.length && file[end] != '\n') {
                    end++;
                }
                if (end == file.length || end > MAX_HEADER_BYTES) {
                    return null;
                }
                String line = new String(file, at, end - at, StandardCharsets.ISO_8859_1).strip();
                at = end + 1;
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    lines.take(line.split("\\s+"));
                }
            }
            return lines.header(at);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null; // a number or word that is none
        }
    }

    /** Bytes of one point in binary data. */
    int stride() {
        int sum = 0;
        for (int i = 0; i < fields.size(); i++) {
            sum += sizes.get(i) * counts.get(i);
        }
        return sum;
    }

    /** Elements of one point in ASCII data. */
    int words() {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }
}
