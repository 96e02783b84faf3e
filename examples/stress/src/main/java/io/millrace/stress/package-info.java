/** jcstress tests of the hand-written concurrent structures, every outcome spelled out. */
package io.millrace.stress;
