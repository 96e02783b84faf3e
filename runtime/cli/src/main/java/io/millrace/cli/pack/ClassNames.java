package io.millrace.cli.pack;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which classes a class file names: every class, descriptor, signature and string constant that could be the name of
 * one (Java Virtual Machine Specification, section 4.4). More than are loaded, never fewer, but for names put together at
 * run time.
 */
final class ClassNames {

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private ClassNames() {}

    /**
     * Reads the names.
     *
     * @param classFile a class file
     * @return names with dots, and much that is none
     * @throws IOException if it is no class file
     */
    static Set<String> in(byte[] classFile) throws IOException {
        Set<String> names = new HashSet<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            if (in.readInt() != 0xCAFEBABE) {
                throw new IOException("not a class file");
            }
            in.readInt(); // version
            int count = in.readUnsignedShort();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                if (tag == UTF8) {
                    add(in.readUTF(), names);
                } else {
                    in.skipNBytes(length(tag));
                    if (tag == LONG || tag == DOUBLE) {
                        i++; // takes two places
                    }
                }
            }
        }
        return names;
    }

    private static int length(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case LONG, DOUBLE -> 8;
            default -> throw new IOException("unknown constant: tag=" + tag);
        };
    }

    /** The whole text, and everything in it between an L and a semicolon or a type argument. */
    private static void add(String text, Set<String> names) {
        names.add(text.replace('/', '.'));
        int begin = text.indexOf('L');
        while (begin >= 0) {
            int end = begin + 1;
            while (end < text.length() && ";<".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            if (end < text.length()) {
                names.add(text.substring(begin + 1, end).replace('/', '.'));
            }
            begin = text.indexOf('L', begin + 1);
        }
    }
}
