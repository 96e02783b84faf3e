package io.millrace.engine.run;

/** Says whether an edge may deliver its next frame now. Asked by the stage that would deliver it. */
@FunctionalInterface
interface Gate {

    boolean isOpen();
}
