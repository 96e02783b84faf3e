package io.millrace.cli.run;

import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.operator.Decoder;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingReader;
import io.millrace.engine.catalog.Catalog;
import io.millrace.transport.files.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the decoder of a source says about recordings before they are played. */
final class FileDecoder {

    private final SourceDef source;
    private final RecordTimer timer;
    private final Function<byte[], @Nullable String> misfit;

    private FileDecoder(SourceDef source, RecordTimer timer, Function<byte[], @Nullable String> misfit) {
        this.source = source;
        this.timer = timer;
        this.misfit = misfit;
    }

    static FileDecoder of(SourceDef source, Catalog catalog) {
        Component decoder = source.decoder();
        Operator<?> operator = decoder == null ? null : catalog.operators().get(decoder.type());
        return decoder != null && operator instanceof Decoder<?> known
                ? of(source, known, decoder)
                : new FileDecoder(source, RecordTimer.NONE, record -> null);
    }

    private static <C extends Record> FileDecoder of(SourceDef source, Decoder<C> decoder, Component component) {
        // What is wrong with the settings is told when the pipeline is compiled.
        C settings = Settings.bind(decoder.settings(), component.written(), new Problems());
        return settings == null
                ? new FileDecoder(source, RecordTimer.NONE, record -> null)
                : new FileDecoder(
                        source,
                        decoder.timer(settings).withRateHz(source.rateHz()),
                        record -> decoder.misfit(settings, record));
    }

    /** Tells when a record was taken. */
    RecordTimer timer() {
        return timer;
    }

    /** A message for each recording whose first record does not fit. */
    List<String> misfits(List<Path> files) throws IOException {
        List<String> messages = new ArrayList<>();
        for (Path file : files) {
            if (Files.isRegularFile(file) || file.toString().contains("#")) {
                try (RecordingReader reader = Recordings.open(file)) {
                    byte[] first = reader.next();
                    String found = first == null ? null : misfit.apply(first);
                    if (found != null) {
                        messages.add(
                                "recording does not fit: source=" + source.name() + ", file=" + file + ", " + found);
                    }
                }
            }
        }
        return messages;
    }
}
