package io.millrace.cli;

import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Maps and lists as JSON text, keys in their order. */
public final class Json {

    private static final ObjectMapper LINE = JsonMapper.builder().build();
    private static final ObjectMapper PAGE =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /**
     * An object on one line.
     *
     * @param object maps, lists, strings, numbers and truth values
     * @return JSON without line breaks
     */
    public static String line(Map<String, ?> object) {
        return LINE.writeValueAsString(object);
    }

    /**
     * An object in text.
     *
     * @param text JSON
     * @return maps, lists, strings, numbers and truth values
     */
    public static Map<String, Object> object(String text) {
        return LINE.readValue(text, new TypeReference<Map<String, Object>>() {});
    }

    /**
     * A value over several lines, indented.
     *
     * @param value maps, lists, strings, numbers and truth values
     * @return JSON for people
     */
    public static String page(Object value) {
        return PAGE.writeValueAsString(value);
    }
}
