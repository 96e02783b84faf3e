package io.millrace.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** What every kernel with state has to keep. */
public final class KernelChecks {

    private KernelChecks() {}

    public static byte[] save(KernelState kernel) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        kernel.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** What {@link #save} gives, to be read. */
    public static DataInput saved(KernelState kernel) throws IOException {
        return new DataInputStream(new ByteArrayInputStream(save(kernel)));
    }

    public static void load(KernelState kernel, byte[] state) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(state));
        kernel.load(in);
        assertThat(in.available()).as("bytes left over").isZero();
    }

    /**
     * Runs a kernel through {@code steps} and checks: after a save at every step a fresh kernel that loads it answers
     * the rest with equal results (compared bit by bit through {@code equals} of the boxed result), and so does one that
     * was used for something else before; after a reset it answers as a fresh one; the state fits what it declares.
     */
    public static <K extends KernelState, R> void continuesExactly(
            int steps, Supplier<K> factory, BiFunction<K, Integer, R> step) throws IOException {
        K whole = factory.get();
        Object[] expected = new Object[steps];
        byte[][] states = new byte[steps][];
        for (int i = 0; i < steps; i++) {
            states[i] = save(whole);
            assertThat((long) states[i].length).as("saved bytes").isLessThanOrEqualTo(whole.stateBytes() + 1024);
            expected[i] = step.apply(whole, i);
        }
        K used = factory.get();
        for (int cut = 0; cut < steps; cut++) {
            K fresh = factory.get();
            load(fresh, states[cut]);
            load(used, states[cut]);
            for (int i = cut; i < Math.min(steps, cut + 20); i++) {
                assertThat(step.apply(fresh, i)).as("cut=%d step=%d", cut, i).isEqualTo(expected[i]);
                assertThat(step.apply(used, i))
                        .as("used, cut=%d step=%d", cut, i)
                        .isEqualTo(expected[i]);
            }
        }
        whole.reset();
        for (int i = 0; i < steps; i++) {
            assertThat(step.apply(whole, i)).as("after reset, step=%d", i).isEqualTo(expected[i]);
        }
    }

    /** Checks that a call that was warmed up allocates nothing; the bound leaves room for what the measuring costs. */
    public static void allocatesNothing(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2000; i++) {
                call.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes allocated in 2000 calls").isLessThan(1000);
    }
}
