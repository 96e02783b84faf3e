/** Plans for people: text for terminals, Mermaid for documents. */
@NullMarked
package io.millrace.engine.print;

import org.jspecify.annotations.NullMarked;
