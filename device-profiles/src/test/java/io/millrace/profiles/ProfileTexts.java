package io.millrace.profiles;

import java.util.List;

/** Profile files for tests, each in the text of a whole file. */
final class ProfileTexts {

    static final String WHOLE = """
            profile: bench
            title: A bench
            cores: 2
            isa: x86-64-v3
            heap: 512 MiB
            native: 0 KiB
            clock: 1.4 GHz
            memory: 1 GiB
            l1-data: 32 KiB
            l2: 512 KiB
            l3: 2 MiB
            execution-providers: [cuda]
            max-latency: 20ms
            sources: { cores: counted, isa: read, heap: chosen, native: chosen, clock: read, memory: read, l1-data: read, l2: read, l3: read, execution-providers: read, max-latency: chosen }
            """;

    private ProfileTexts() {}

    static String without(String key) {
        return WHOLE.replaceAll("(?m)^" + key + ":.*\n", "");
    }

    static String with(String key, String value) {
        return WHOLE.replaceAll("(?m)^" + key + ":.*$", key + ": " + value);
    }

    static String withoutSource(String key) {
        return WHOLE.replaceAll("(, )?(?<=[ {])" + key + ": [a-z]+(?=[, ])", "").replace("{,", "{");
    }

    /** Files that the schema and the loader must both refuse. */
    static List<String> wrong() {
        return List.of(
                without("profile"),
                without("title"),
                without("cores"),
                without("isa"),
                without("heap"),
                without("native"),
                without("sources"),
                with("profile", "Bench"),
                with("profile", "this-machine"),
                with("title", "\"\""),
                with("cores", "0"),
                with("cores", "1025"),
                with("cores", "-1"),
                with("cores", "1.5"),
                with("cores", "many"),
                with("cores", "[1]"),
                with("isa", "x86_64"),
                with("heap", "512"),
                with("heap", "512 MB"),
                with("heap", "0 MiB"),
                with("heap", "1.5 GiB"),
                with("heap", "1234567890 KiB"),
                with("native", "-1 KiB"),
                with("clock", "1400"),
                with("clock", "0 GHz"),
                with("clock", "1.4GB"),
                with("memory", "0 GiB"),
                with("l1-data", "32 KB"),
                with("l2", "big"),
                with("l3", "0 KiB"),
                without("l3"),
                withoutSource("l2"),
                with("execution-providers", "cpu"),
                with("execution-providers", "[cpu, cpu]"),
                with("execution-providers", "[CPU]"),
                with("execution-providers", "[{ a: b }]"),
                with("max-latency", "20"),
                with("max-latency", "soon"),
                with("max-latency", "-1ms"),
                with("sources", "unmeasured"),
                with("sources", "{ cores: a }"),
                WHOLE + "extends: [raspberry-pi-4]\n",
                WHOLE + "colour: red\n",
                WHOLE.replace("{ cores", "{ colour: red, cores"),
                WHOLE.replace("counted", "\"\""),
                WHOLE.replace("counted", "[counted]"));
    }

    /** Files that the schema and the loader must both accept. */
    static List<String> right() {
        return List.of(
                WHOLE,
                with("heap", "1KiB"),
                with("cores", "1024"),
                with("clock", "600MHz"),
                without("l3").replace("l3: read", "l3: unmeasured"),
                without("l3").replace("l3: read, ", ""),
                with("max-latency", "1.5 s"),
                with("execution-providers", "[]"),
                "profile: a\ntitle: b\nextends: raspberry-pi-4\n",
                "profile: a\ntitle: b\nextends: this-machine\ncores: 1\nsources: { cores: unmeasured }\n");
    }
}
