package io.millrace.transport.netty;

/** Which system interface a socket uses. */
public enum Io {
    /** {@link #EPOLL} where the machine has it, else {@link #NIO}. */
    AUTO,
    /** The JDK's selectors: everywhere. */
    NIO,
    /** Linux epoll, which reads many datagrams with one call. */
    EPOLL
}
