package io.millrace.config;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A YAML 1.2 file whose top is a mapping. Scalars keep their spelling; keys are words; aliases are followed within
 * limits; tags, merge keys and second documents are refused, because nothing here needs them.
 */
public final class YamlFile {

    /** The largest file that is read, bytes of UTF-8. */
    public static final int MAX_BYTES = 1 << 20;

    private YamlFile() {}

    /**
     * Reads a file.
     *
     * @param shownAs path of the file, shown in problems as it is given here
     * @param problems gets everything that is wrong with it
     * @return the top mapping as far as it could be read, or null if there is none; after a problem it is good only for
     *     finding more problems
     */
    public static ConfigValue.@Nullable Mapping read(Path shownAs, Problems problems) {
        Location location = new Location(shownAs.toString(), 0);
        if (Files.isDirectory(shownAs)) {
            problems.add(location, "cannot read file: cause=it is a directory (expected a YAML file)");
            return null;
        }
        try (InputStream in = Files.newInputStream(shownAs)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                refuseSize(location, "more than " + MAX_BYTES, problems);
                return null;
            }
            return parse(location.file(), decode(bytes), problems);
        } catch (NoSuchFileException e) {
            problems.add(location, "file not found: file=" + shownAs + " (expected a YAML file)");
        } catch (CharacterCodingException e) {
            problems.add(location, "cannot read file: cause=it is not text in UTF-8 (expected a YAML file in UTF-8)");
        } catch (IOException e) {
            problems.add(
                    location,
                    "cannot read file: cause=" + e.getClass().getSimpleName() + " " + oneLine(e.getMessage())
                            + " (expected a readable YAML file)");
        }
        return null;
    }

    /**
     * Reads the text of a file.
     *
     * @param fileName name of the file for problems
     * @param text its content
     * @param problems gets everything that is wrong with it
     * @return the top mapping as far as it could be read, or null if there is none; after a problem it is good only for
     *     finding more problems
     */
    public static ConfigValue.@Nullable Mapping parse(String fileName, String text, Problems problems) {
        if (text.length() > MAX_BYTES) {
            refuseSize(new Location(fileName, 0), Integer.toString(text.length()), problems);
            return null;
        }
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(fileName)
                .setCodePointLimit(MAX_BYTES)
                .build();
        // Events rather than the library's node tree: its composer recurses and would overflow the stack on "[[[[".
        TreeBuilder builder = new TreeBuilder(fileName, problems);
        try {
            return builder.build(new Parse(settings).parseString(body).iterator());
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            String column = mark == null ? "" : ", column=" + (mark.getColumn() + 1);
            refuseSyntax(
                    new Location(fileName, mark == null ? 1 : mark.getLine() + 1), e.getProblem(), column, problems);
        } catch (ReaderException e) {
            int line = lineOf(body, e.getPosition());
            refuseSyntax(
                    new Location(fileName, line),
                    String.format(Locale.ROOT, "character U+%04X is not allowed", e.getCodePoint()),
                    "",
                    problems);
        } catch (IllegalArgumentException e) {
            // The library lets a bare NumberFormatException out for escapes beyond Unicode such as "\\U9010FFFF".
            refuseSyntax(builder.reached(), e.getMessage(), "", problems);
        } catch (YamlEngineException e) {
            refuseSyntax(new Location(fileName, 1), e.getMessage(), "", problems);
        }
        return null;
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static void refuseSize(Location location, String found, Problems problems) {
        problems.add(location, "file is too large: bytes=" + found + " (expected at most " + MAX_BYTES + ")");
    }

    private static void refuseSyntax(Location location, @Nullable String what, String column, Problems problems) {
        problems.add(
                location,
                "not valid YAML: cause=" + oneLine(what) + column + " (expected YAML 1.2, indented with spaces)");
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "nothing" : text.replaceAll("\\s+", " ").strip();
    }

    private static int lineOf(String text, int position) {
        int end = Math.max(0, Math.min(position, text.length()));
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }
}
