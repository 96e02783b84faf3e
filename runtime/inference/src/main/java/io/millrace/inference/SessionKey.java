package io.millrace.inference;

import java.util.List;
import java.util.Map;

/**
 * What makes two sessions interchangeable.
 *
 * @param file the model
 * @param dims sizes of named dynamic axes
 * @param providers execution providers, preferred first
 * @param threads threads of one call
 */
record SessionKey(ModelFile file, Map<String, Integer> dims, List<String> providers, int threads) {

    SessionKey {
        dims = Map.copyOf(dims);
        providers = List.copyOf(providers);
    }
}
