/** JMH benchmarks; the packages mirror what they measure. Run them as README.md beside this module says. */
package io.millrace.benchmarks;
