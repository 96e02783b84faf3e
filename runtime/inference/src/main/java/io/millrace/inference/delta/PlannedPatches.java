package io.millrace.inference.delta;

import io.millrace.kernels.delta.ConvPatches;

/** Patches of a plan: never run, so of any size. */
final class PlannedPatches implements Patches {

    @Override
    public ConvPatches add(byte[] model, int inputChannels, int outputChannels, int axes) {
        return new ConvPatches() {
            @Override
            public int inputCapacity() {
                return Integer.MAX_VALUE;
            }

            @Override
            public int outputCapacity() {
                return Integer.MAX_VALUE;
            }

            @Override
            public float[] input() {
                throw new IllegalStateException("patches of a plan were run (expected those of a run)");
            }

            @Override
            public float[] output() {
                return input();
            }

            @Override
            public void run(int rows, int columns, int outRows, int outColumns) {
                input();
            }
        };
    }

    @Override
    public void close() {}
}
