package io.millrace.kernels.spikes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/*
 * The order in which the layers of a graph are computed, and which of its edges carry the signal of the step before.
 *
 * A graph with cycles has no order. Every cycle is broken by a delay of one step at an edge that leaves neurons, because
 * that is where simulators keep a signal from step to step. Which edge, where a cycle has several: a depth-first search
 * from the input, nodes and edges in the order given, meets an edge that leads back to where it came from; from its origin
 * one goes back to the nearest neurons within the cycle, and the edges by which one leaves them are delayed. So for
 * lif -> w_rec -> lif it is the edge lif -> w_rec: the first step sees the bias of w_rec, as snnTorch does.
 *
 * Edges into layers that are late by themselves need no delay.
 */
final class Schedule {

    private final List<Layer> layers;
    private final int[] from;
    private final int[] to;
    private final boolean[] delayed;
    private final int[] order;

    Schedule(List<Layer> layers, int[] from, int[] to) {
        this.layers = layers;
        this.from = from;
        this.to = to;
        this.delayed = new boolean[from.length];
        for (int e = 0; e < from.length; e++) {
            delayed[e] = layers.get(to[e]).isLate();
        }
        for (int back = backEdge(); back >= 0; back = backEdge()) {
            cut(back);
        }
        this.order = sort();
    }

    /** Whether edge e carries the signal of the step before. */
    boolean isDelayed(int edge) {
        return delayed[edge];
    }

    /** The layers in their order. */
    int[] order() {
        return order;
    }

    /** An edge that closes a cycle of edges without delay, or -1. */
    private int backEdge() {
        int n = layers.size();
        boolean[] done = new boolean[n];
        boolean[] open = new boolean[n];
        int[] next = new int[n];
        for (int root = 0; root < n; root++) {
            Deque<Integer> path = new ArrayDeque<>();
            if (!done[root]) {
                path.push(root);
                open[root] = true;
            }
            while (!path.isEmpty()) {
                int node = path.element();
                int edge = nextEdge(node, next[node]);
                if (edge < 0) {
                    done[node] = true;
                    open[node] = false;
                    path.pop();
                    continue;
                }
                next[node] = edge + 1;
                if (open[to[edge]]) {
                    return edge;
                }
                if (!done[to[edge]]) {
                    open[to[edge]] = true;
                    path.push(to[edge]);
                }
            }
        }
        return -1;
    }

    private int nextEdge(int node, int start) {
        for (int e = start; e < from.length; e++) {
            if (from[e] == node && !delayed[e]) {
                return e;
            }
        }
        return -1;
    }

    private void cut(int backEdge) {
        boolean[] inCycle = reachableFrom(to[backEdge]);
        boolean[] seen = new boolean[layers.size()];
        Deque<Integer> edges = new ArrayDeque<>(List.of(backEdge));
        boolean cut = false;
        while (!edges.isEmpty()) {
            int edge = edges.remove();
            if (layers.get(from[edge]).isNeurons()) {
                delayed[edge] = true;
                cut = true;
                continue;
            }
            if (seen[from[edge]]) {
                continue;
            }
            seen[from[edge]] = true;
            for (int e = 0; e < from.length; e++) {
                if (to[e] == from[edge] && !delayed[e] && inCycle[from[e]]) {
                    edges.add(e);
                }
            }
        }
        if (!cut) {
            throw new IllegalArgumentException("graph has a loop without neurons: layer=" + from[backEdge]
                    + " (expected neurons or a delay in every cycle)");
        }
    }

    private boolean[] reachableFrom(int start) {
        boolean[] seen = new boolean[layers.size()];
        Deque<Integer> waiting = new ArrayDeque<>(List.of(start));
        seen[start] = true;
        while (!waiting.isEmpty()) {
            int node = waiting.remove();
            for (int e = 0; e < from.length; e++) {
                if (from[e] == node && !delayed[e] && !seen[to[e]]) {
                    seen[to[e]] = true;
                    waiting.add(to[e]);
                }
            }
        }
        return seen;
    }

    private int[] sort() {
        int[] missing = new int[layers.size()];
        for (int e = 0; e < to.length; e++) {
            missing[to[e]] += delayed[e] ? 0 : 1;
        }
        List<Integer> sorted = new ArrayList<>();
        boolean[] placed = new boolean[layers.size()];
        while (sorted.size() < layers.size()) {
            int node = 0;
            while (placed[node] || missing[node] > 0) {
                node++;
            }
            placed[node] = true;
            sorted.add(node);
            for (int e = 0; e < to.length; e++) {
                missing[to[e]] -= from[e] == node && !delayed[e] ? 1 : 0;
            }
        }
        return sorted.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return Arrays.toString(order);
    }
}
