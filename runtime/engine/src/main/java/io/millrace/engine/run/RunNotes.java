package io.millrace.engine.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What happened to a run from outside, for its report; the first and the latest are kept. Any thread. */
final class RunNotes {

    private static final int KEPT = 256;

    private final Deque<String> notes = new ArrayDeque<>();

    synchronized void add(String note) {
        notes.addLast(note);
        if (notes.size() > KEPT) {
            String first = notes.removeFirst();
            notes.removeFirst();
            notes.addFirst(first);
        }
    }

    synchronized List<String> all() {
        return new ArrayList<>(notes);
    }
}
