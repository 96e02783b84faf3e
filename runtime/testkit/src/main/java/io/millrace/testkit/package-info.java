/**
 * What tests of operators and of the runtime are written with: {@link io.millrace.testkit.OperatorHarness} runs one
 * operator without an engine, {@link io.millrace.testkit.OperatorContractTest} holds it to its contract,
 * {@link io.millrace.testkit.RecordingIngress} stands in for the engine where a source puts its frames,
 * {@link io.millrace.testkit.ArchitectureRules} holds the modules to the layer table.
 *
 * <p>Nothing here reads the machine's clock or an unseeded generator. One thread, unless a class says otherwise.
 */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
