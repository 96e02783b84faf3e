package io.millrace.transport.pictures;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Where each track was in the last pictures; what is gone is forgotten. */
final class Trails {

    private static final int LONGEST = 40;

    /** A position, m. */
    record Place(float x, float y) {}

    private final Map<Integer, Deque<Place>> places = new HashMap<>();

    /** Takes the tracks of a picture: rows of identity, x, y, and so on. */
    void add(float[] rows, int fields) {
        Set<Integer> here = new HashSet<>();
        for (int at = 0; at < rows.length; at += fields) {
            int identity = (int) rows[at];
            here.add(identity);
            Deque<Place> trail = places.computeIfAbsent(identity, key -> new ArrayDeque<>());
            trail.addLast(new Place(rows[at + 1], rows[at + 2]));
            if (trail.size() > LONGEST) {
                trail.removeFirst();
            }
        }
        places.keySet().retainAll(here);
    }

    /** Where a track was, oldest first. */
    Iterable<Place> of(int identity) {
        return places.getOrDefault(identity, new ArrayDeque<>());
    }
}
