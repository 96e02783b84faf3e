package io.millrace.nir;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.DeflatePipelineFilter;
import io.jhdf.filter.PipelineFilterWithData;
import java.io.IOException;
import java.util.Set;

/**
 * What reading one file may cost. Sizes are checked before anything is unpacked: a small file can claim huge arrays, huge
 * chunks, and one text a million times.
 */
final class NirBudget {

    private static final long MAX_ELEMENTS = 1L << 26;

    /** Elements that a byte may stand for: what is trained hardly packs, what is all alike packs some hundredfold. */
    private static final long ELEMENTS_PER_BYTE = 64;

    private static final long ELEMENTS_OF_ANY_FILE = 1 << 20;
    private static final int MAX_ELEMENT_BYTES = 1 << 16;
    private static final long MAX_TEXT_BYTES = 1 << 26;
    private static final long MAX_CHARACTERS = 1 << 24;

    /** Deflate, shuffle, Fletcher's sum. */
    private static final Set<Integer> FILTERS = Set.of(DeflatePipelineFilter.ID, 2, 3);

    private final String source;
    private final long mostElements;
    private long elements;
    private long texts;
    private long characters;

    NirBudget(String source, long fileBytes) {
        this.source = source;
        this.mostElements = Math.min(MAX_ELEMENTS, Math.max(ELEMENTS_OF_ANY_FILE, ELEMENTS_PER_BYTE * fileBytes));
    }

    /** Before a dataset is read. */
    void take(Dataset dataset, String path) throws IOException {
        long size = product(dataset.getDimensionsAsLong());
        elements += size;
        if (elements > mostElements) {
            throw refuse("graph is too large", "dataset=" + path + ", elements=" + elements, "at most " + mostElements);
        }
        int elementBytes = dataset.getDataType().getSize();
        long chunk = dataset instanceof ChunkedDataset chunked ? chunk(chunked, path) : 1;
        if (chunk > mostElements || elementBytes < 0 || elementBytes > MAX_ELEMENT_BYTES) {
            throw refuse(
                    "dataset is too large",
                    "dataset=" + path + ", elements-of-chunk=" + chunk + ", element-bytes=" + elementBytes,
                    "at most " + mostElements + " of " + MAX_ELEMENT_BYTES + " bytes");
        }
        texts += elementBytes * (chunk > 1 && elementBytes > Double.BYTES ? chunk : 0);
        texts += elementBytes > Double.BYTES ? elementBytes * size : 0;
        if (texts > MAX_TEXT_BYTES) {
            throw refuse("texts are too large", "dataset=" + path + ", bytes=" + texts, "at most " + MAX_TEXT_BYTES);
        }
    }

    /** After a text is read. */
    String text(String text, String path) throws IOException {
        characters += text.length();
        if (characters > MAX_CHARACTERS) {
            throw refuse(
                    "texts are too long",
                    "dataset=" + path + ", characters=" + characters,
                    "at most " + MAX_CHARACTERS);
        }
        return text;
    }

    private long chunk(ChunkedDataset dataset, String path) throws IOException {
        int packings = 0;
        for (PipelineFilterWithData filter : dataset.getFilters()) {
            packings += filter.getId() == DeflatePipelineFilter.ID ? 1 : 0;
            if (!FILTERS.contains(filter.getId()) || packings > 1) {
                throw refuse(
                        "packing is not known",
                        "dataset=" + path + ", filters=" + dataset.getFilters().size() + ", filter=" + filter.getName(),
                        "deflate once, shuffle, fletcher32");
            }
        }
        long product = 1;
        for (int extent : dataset.getChunkDimensions()) {
            product = Math.min(MAX_ELEMENTS + 1, product * Math.max(0, extent));
        }
        return product;
    }

    private static long product(long[] extents) {
        long size = 1;
        for (long extent : extents) {
            size = extent <= 0 ? 0 : size > (MAX_ELEMENTS + 1) / extent ? MAX_ELEMENTS + 1 : size * extent;
        }
        return size;
    }

    IOException refuse(String what, String found, String expected) {
        return new IOException(what + ": file=" + source + ", " + found + " (expected " + expected + ")");
    }
}
