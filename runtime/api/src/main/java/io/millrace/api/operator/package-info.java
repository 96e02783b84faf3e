/**
 * The contract of an operator: an {@link io.millrace.api.operator.Operator} is a named factory that turns a settings
 * record and its inputs into a {@link io.millrace.api.operator.Contract}, and opens a
 * {@link io.millrace.api.operator.Processor} for each run.
 *
 * <p>The engine calls a processor from one thread at a time. Operators never see Reactor, Netty or ONNX Runtime.
 */
@NullMarked
package io.millrace.api.operator;

import org.jspecify.annotations.NullMarked;
