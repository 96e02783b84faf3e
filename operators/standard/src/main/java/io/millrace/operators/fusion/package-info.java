/**
 * Where streams of different sensors meet, after {@code align:} has joined them: {@link
 * io.millrace.operators.fusion.ContextModulator} lets one amplify another, {@link
 * io.millrace.operators.fusion.AgreementGateOperator} lets work be done only while they agree. One thread at a time.
 */
@NullMarked
package io.millrace.operators.fusion;

import org.jspecify.annotations.NullMarked;
