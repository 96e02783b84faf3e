/** What the stages of audio pipelines cost on one core, and the transform beside a library's. */
package io.millrace.benchmarks.audio;
