package io.millrace.cli.run;

/**
 * Where metrics are served.
 *
 * @param host name or address of an interface
 * @param port port, 0 for any
 */
public record MetricsAddress(String host, int port) {}
