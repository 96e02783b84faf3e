package io.millrace.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** One event loop thread and the kinds of channel that run on it. */
final class Loop implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup group;
    private final Threads threads;
    private final boolean epoll;

    private Loop(MultiThreadIoEventLoopGroup group, Threads threads, boolean epoll) {
        this.group = group;
        this.threads = threads;
        this.epoll = epoll;
    }

    static Loop open(Io io, String name) throws IOException {
        boolean epoll = io != Io.NIO && Epoll.isAvailable();
        if (io == Io.EPOLL && !epoll) {
            throw new IOException("epoll is not there: io=epoll, cause="
                    + Epoll.unavailabilityCause().getMessage() + " (expected Linux on x86_64 or aarch64, or io=auto)");
        }
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Threads threads = new Threads("millrace-" + name);
        return new Loop(new MultiThreadIoEventLoopGroup(1, threads, factory), threads, epoll);
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    EventLoop executor() {
        return group.next();
    }

    boolean isEpoll() {
        return epoll;
    }

    Class<? extends DatagramChannel> datagram() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    Class<? extends ServerChannel> server() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends Channel> client() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Closes every channel and ends the thread; whatever runs on the loop has run when this returns. */
    @Override
    public void close() {
        Future<?> unused = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        group.terminationFuture().awaitUninterruptibly();
        threads.join();
    }

    /** Remembers its threads: a group tells that it has terminated a moment before its thread has. */
    private static final class Threads extends DefaultThreadFactory {

        private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

        Threads(String name) {
            super(name, true);
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = super.newThread(task);
            started.add(thread);
            return thread;
        }

        void join() {
            try {
                for (Thread thread : started) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
