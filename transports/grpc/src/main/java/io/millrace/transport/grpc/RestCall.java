package io.millrace.transport.grpc;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A request over HTTP as far as it matters to those who answer.
 *
 * @param method GET, POST
 * @param path the parts between slashes, without the query
 * @param type content type, "" for none
 * @param body the body
 * @param jsonBytes how much of it is JSON if binary data follows, else -1
 * @param from who asks
 */
record RestCall(String method, List<String> path, String type, ByteBuffer body, int jsonBytes, InetAddress from) {

    static List<String> parts(String path) {
        return Arrays.stream(path.split("/", -1)).skip(1).toList();
    }

    boolean is(String wanted) {
        return method.equals(wanted);
    }

    String part(int index) {
        return index < path.size() ? path.get(index) : "";
    }
}
