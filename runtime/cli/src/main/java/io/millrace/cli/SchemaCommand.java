package io.millrace.cli;

import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.file.PipelineSchema;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace schema}. */
@Command(
        name = "schema",
        sortOptions = false,
        header = "Print the JSON schema of pipeline files, for editors.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace schema > pipeline.schema.json",
            "",
            "Editors with a YAML language server complete and check a file that begins with",
            "# yaml-language-server: $schema=pipeline.schema.json"
        })
final class SchemaCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    SchemaCommand() {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text());
    }

    /** The schema as it is printed and committed. */
    static String text() {
        return Json.page(PipelineSchema.of(Catalog.installed())).replace("\r\n", "\n");
    }
}
