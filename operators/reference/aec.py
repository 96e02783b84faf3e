"""Golden values of the echo canceller's linear stages.

`aec-kalman`: the state-space equations written out once more, in numpy. `aec-mdf`: what libspeexdsp itself answers (Debian
libspeexdsp1, loaded through ctypes). `aec-speex-erle`: its echo return loss enhancement on white noise through a room.
"""

import ctypes
import ctypes.util

import numpy as np

import golden


def scene(count, taps, seed, noise):
    """White far end through an exponentially decaying random path, plus noise."""
    random = np.random.default_rng(seed)
    far = random.standard_normal(count) * 0.1
    path = random.standard_normal(taps) * np.exp(-5 * np.arange(taps) / taps)
    path /= np.sqrt(np.sum(path**2))
    mic = np.convolve(far, path)[:count] + noise * random.standard_normal(count)
    return far, mic, path


def kalman(far, mic, block, partitions, memory, weight, restlessness, one_of):
    bins = block + 1
    past = np.zeros((partitions, bins), complex)
    path = np.zeros((partitions, bins), complex)
    uncertainty = np.ones((partitions, bins))
    noise = np.zeros(bins)
    before = np.zeros(block)
    turn = 0
    errors = []
    for start in range(0, len(far) - block + 1, block):
        x, d = far[start : start + block], mic[start : start + block]
        past = np.concatenate([np.fft.rfft(np.concatenate([before, x]))[None], past[:-1]])
        before = x
        e = d - np.fft.irfft(np.sum(path * past, axis=0))[block:]
        errors.append(e)
        error = np.fft.rfft(np.concatenate([np.zeros(block), e]))
        noise = 0.5 * noise + 0.5 * np.abs(error) ** 2
        power = np.abs(past) ** 2
        denominator = np.sum(uncertainty * power, axis=0) + weight * noise + 1e-10
        strength = np.abs(path) ** 2 + restlessness * np.mean(np.abs(path) ** 2, axis=0) + 1e-3 / partitions
        gain = uncertainty / denominator
        path = memory * (path + gain * np.conj(past) * error)
        a2 = memory**2
        uncertainty = a2 * (1 - 0.5 * gain * power) * uncertainty + (1 - a2) * strength
        constrained = [0]
        for _ in range(0, partitions, one_of):
            turn = (turn + 1) % partitions
            constrained.append(turn)
        for p in constrained:
            response = np.fft.irfft(path[p])
            response[block:] = 0
            path[p] = np.fft.rfft(response)
    return np.concatenate(errors)


def speex(far, mic, block, tail, rate):
    """Both int16; the error as libspeexdsp gives it."""
    library = ctypes.CDLL(ctypes.util.find_library("speexdsp"))
    library.speex_echo_state_init.restype = ctypes.c_void_p
    state = ctypes.c_void_p(library.speex_echo_state_init(block, tail))
    hz = ctypes.c_int(rate)
    library.speex_echo_ctl(state, 24, ctypes.byref(hz))  # SPEEX_ECHO_SET_SAMPLING_RATE
    out = np.zeros(len(mic) // block * block, np.int16)
    pointer = lambda a: a.ctypes.data_as(ctypes.c_void_p)
    for start in range(0, len(out), block):
        d = np.ascontiguousarray(mic[start : start + block])
        x = np.ascontiguousarray(far[start : start + block])
        e = np.zeros(block, np.int16)
        library.speex_echo_cancellation(state, pointer(d), pointer(x), pointer(e))
        out[start : start + block] = e
    library.speex_echo_state_destroy(state)
    return out


def to_int16(x):
    return np.clip(np.rint(x * 32768), -32768, 32767).astype(np.int16)


def main():
    far, mic, path = scene(16 * 70, 48, 1, 1e-3)
    error = kalman(far, mic, 16, 4, 0.999, 0.5, 0.03, 8)
    golden.write("aec-kalman", {"far": far, "mic": mic, "error": error})

    far, mic, path = scene(64 * 80, 200, 2, 1e-2)
    far, mic = to_int16(far), to_int16(mic)
    golden.write("aec-mdf", {"far": far, "mic": mic, "error": speex(far, mic, 64, 256, 8000)})

    # Java's generator makes the same noise: see MdfFilterTest.
    seconds = 8
    far = lcg(16000 * seconds, 1)
    noise = lcg(16000 * seconds, 2)
    path = lcg(1024, 3) * np.exp(-5 * np.arange(1024) / 1024)
    path /= np.sqrt(np.sum(path**2))
    far = to_int16(far * 0.2)
    echo = np.convolve(far / 32768, path)[: len(far)]
    mic = to_int16(echo + noise * 1e-3 * np.sqrt(np.mean(echo**2)) * np.sqrt(3))
    out = speex(far, mic, 128, 1024, 16000)
    last = slice(len(out) - 32000, len(out))
    erle = 10 * np.log10(np.sum((mic[last] / 1.0) ** 2) / np.sum((out[last] / 1.0) ** 2))
    golden.write("aec-speex-erle", {"erle_db": np.array([erle])})


def lcg(count, seed):
    """Uniform in -1..1 from the 64-bit linear congruence of Knuth (MMIX), upper 32 bits."""
    values = np.empty(count)
    state = seed
    for i in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        values[i] = (state >> 32) / 2**31 - 1
    return values


if __name__ == "__main__":
    main()
