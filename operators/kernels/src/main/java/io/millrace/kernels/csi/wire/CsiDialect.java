package io.millrace.kernels.csi.wire;

/**
 * The forms in which firmwares emit CSI.
 *
 * <p>Text rows are {@code CSI_DATA,<columns>,<values>}; the columns are told apart by a header line if one was seen, else
 * by their number. Values are pairs, imaginary part first.
 */
public enum CsiDialect {
    /** No record yet, or columns that only a header line explains. */
    UNKNOWN(""),
    /** Dialect A, ESP32-CSI-Tool: 26 columns, unquoted list separated by spaces; a host may append a 27th column. */
    ESP32_CSI_TOOL("type,role,mac,rssi,rate,sig_mode,mcs,bandwidth,smoothing,not_sounding,aggregation,stbc,fec_coding,"
            + "sgi,noise_floor,ampdu_cnt,channel,secondary_channel,local_timestamp,ant,sig_len,rx_state,real_time_set,"
            + "real_timestamp,len,CSI_DATA"),
    /** Dialect B, esp-csi get-started on ESP32, S2, S3 and C3: 25 columns, quoted comma-separated list. */
    ESP_CSI(
            "type,id,mac,rssi,rate,sig_mode,mcs,bandwidth,smoothing,not_sounding,aggregation,stbc,fec_coding,sgi,"
                    + "noise_floor,ampdu_cnt,channel,secondary_channel,local_timestamp,ant,sig_len,rx_state,len,first_word,data"),
    /** Dialect B', newer esp-csi: as {@link #ESP_CSI}, with {@code rx_format} where {@code rx_state} was. */
    ESP_CSI_RX_FORMAT("type,id,mac,rssi,rate,sig_mode,mcs,bandwidth,smoothing,not_sounding,aggregation,stbc,fec_coding,"
            + "sgi,noise_floor,ampdu_cnt,channel,secondary_channel,local_timestamp,ant,sig_len,rx_format,len,first_word,"
            + "data"),
    /** Dialect C, esp-csi on C5, C6 and C61: 15 columns, quoted list, FFT gain before automatic gain. */
    ESP_CSI_C5("type,seq,mac,rssi,rate,noise_floor,fft_gain,agc_gain,channel,local_timestamp,sig_len,rx_state,len,"
            + "first_word,data"),
    /** Dialect D, esp-radar console: 30 columns, quoted list or bare base64; values already filtered by a closed library. */
    ESP_RADAR("type,sequence,timestamp,taget_seq,taget,mac,rssi,rate,sig_mode,mcs,bandwidth,smoothing,not_sounding,"
            + "aggregation,stbc,fec_coding,sgi,noise_floor,ampdu_cnt,channel,secondary_channel,local_timestamp,ant,"
            + "sig_len,rx_state,agc_gain,fft_gain,len,first_word,data"),
    /** ADR-018 datagrams with magic {@code 0xC5110001}. */
    ADR_018("");

    private final String header;

    CsiDialect(String header) {
        this.header = header;
    }

    /**
     * Returns the header line of the dialect.
     *
     * @return the column names with commas between, empty where the dialect is not text with fixed columns
     */
    public String header() {
        return header;
    }
}
