/**
 * Pipelines of the engine, as a server sees them. Embedding a server takes five lines:
 *
 * <pre>{@code
 * Draft draft = Millrace.load(Path.of("pipeline.yaml"));
 * EnginePipeline pipeline = EnginePipeline.of(draft, DeviceProfiles.thisMachine());
 * try (GrpcServer server = GrpcServer.start(ServerSettings.local(8001), List.of(pipeline), SystemClock.INSTANCE)) {
 *     server.awaitTermination();
 * }
 * }</pre>
 */
@NullMarked
package io.millrace.serving;

import org.jspecify.annotations.NullMarked;
