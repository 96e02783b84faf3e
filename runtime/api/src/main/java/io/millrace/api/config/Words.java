package io.millrace.api.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Words for messages: nearest known names, enum spellings. */
public final class Words {

    private Words() {}

    /**
     * Lists what would have been right, nearest spelling first.
     *
     * @param found what was written
     * @param known what is known
     * @return {@code one of a, b, c}, or {@code nothing here} if nothing is known
     */
    public static String oneOf(String found, Collection<String> known) {
        if (known.isEmpty()) {
            return "nothing here";
        }
        return "one of "
                + String.join(
                        ", ",
                        known.stream()
                                .sorted(Comparator.comparingInt((String k) -> distance(found, k))
                                        .thenComparing(Comparator.naturalOrder()))
                                .toList());
    }

    /**
     * The spelling of an enum constant in files: {@code DROP_OLDEST} is {@code drop-oldest}.
     *
     * @param constant the constant
     * @return lower-case word with hyphens
     */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
