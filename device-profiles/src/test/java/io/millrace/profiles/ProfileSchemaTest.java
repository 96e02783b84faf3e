package io.millrace.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.api.config.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.json.JsonMapper;

/** Holds the published schema to what the loader does, so that an editor and the compiler say the same. */
class ProfileSchemaTest {

    private static final Schema SCHEMA = schema();

    @TempDir
    private Path folder;

    static List<String> right() {
        return Stream.concat(
                        ProfileTexts.right().stream(),
                        DeviceProfiles.names().stream()
                                .filter(n -> !n.equals(DeviceProfiles.THIS_MACHINE))
                                .map(DeviceProfiles::shipped))
                .toList();
    }

    static List<String> wrong() {
        return ProfileTexts.wrong();
    }

    @ParameterizedTest
    @MethodSource("right")
    void bothAccept(String text) throws IOException {
        assertThat(schemaErrors(text)).isEmpty();
        assertThat(loaderErrors(text)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void bothRefuse(String text) throws IOException {
        assertThat(schemaErrors(text)).as("schema").isNotEmpty();
        assertThat(loaderErrors(text)).as("loader").isNotEmpty();
    }

    @Test
    void everyWrongFileDiffersFromTheRightOne() {
        assertThat(wrong()).doesNotContain(ProfileTexts.WHOLE).doesNotHaveDuplicates();
    }

    private List<?> loaderErrors(String text) throws IOException {
        Problems problems = new Problems();
        DeviceProfiles.load(Files.writeString(folder.resolve("p.yaml"), text).toString(), problems);
        return problems.sorted();
    }

    private static List<?> schemaErrors(String text) {
        Object tree =
                new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(text);
        return SCHEMA.validate(new JsonMapper().valueToTree(tree));
    }

    private static Schema schema() {
        try (var in = DeviceProfiles.class.getResourceAsStream("device-profile.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
