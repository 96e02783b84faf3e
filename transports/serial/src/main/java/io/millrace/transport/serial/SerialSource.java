package io.millrace.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.SourceTransport;
import java.io.IOException;

/** Reads a serial device, a record a line. A device that vanishes is opened again when it comes back. */
public final class SerialSource implements SourceTransport<SerialSettings> {

    /** Made by the service loader. */
    public SerialSource() {}

    @Override
    public String name() {
        return "serial";
    }

    @Override
    public String summary() {
        return "Reads a serial device, a record a line; reconnects when it vanishes.";
    }

    @Override
    public Class<SerialSettings> settings() {
        return SerialSettings.class;
    }

    @Override
    public StreamSpec delivers(SerialSettings settings) {
        return StreamSpec.records();
    }

    @Override
    public SourceConnection open(SerialSettings settings, SourceContext context) throws IOException {
        return new SerialReader(open(settings), settings, context);
    }

    static SerialPort open(SerialSettings settings) throws IOException {
        SerialPort port;
        try {
            port = SerialPort.getCommPort(settings.device());
        } catch (SerialPortInvalidPortException e) {
            throw new IOException(
                    "serial device cannot be opened: device=" + settings.device()
                            + ", cause=no such device (expected a readable device)",
                    e);
        }
        port.setBaudRate(settings.baud());
        port.setComPortTimeouts(SerialPort.TIMEOUT_NONBLOCKING, 0, 0);
        if (!port.openPort()) {
            throw new IOException("serial device cannot be opened: device=" + settings.device() + ", errorCode="
                    + port.getLastErrorCode() + " (expected a device that is there, readable and not in use)");
        }
        return port;
    }
}
