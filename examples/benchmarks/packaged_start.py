"""A packaged pipeline beside the same pipeline in Python: cold start to the first inference, and memory.

  packaged_start.py FOLDER [FOLDER ...]

FOLDER is what 'millrace package examples/csi-presence --out FOLDER' made. Packets come from the simulated recording of
examples/csi-presence, a packet each half millisecond, to a UDP port, from before the process begins until its first
inference, so that what is measured is the start and not the second that a window takes at 100 Hz. Resident memory is
read before any packet (idle) and after 20 s at 1000 packets a second (loaded). Needs numpy and onnxruntime.
"""

import gzip
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "csi-presence"
ROUNDS = 7
LOADED_SECONDS = 20
RECORDS = [line for line in gzip.open(EXAMPLE / "simulated-room.csv.gz") if line.startswith(b"CSI_DATA")]


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sender(threading.Thread):
    def __init__(self, port, period):
        super().__init__(daemon=True)
        self.port, self.period, self.stopping = port, period, threading.Event()

    def run(self):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for number in range(1 << 40):
            if self.stopping.is_set():
                return
            try:
                out.sendto(RECORDS[number % len(RECORDS)], ("127.0.0.1", self.port))
            except ConnectionRefusedError:
                pass  # nobody listens yet
            time.sleep(self.period)

    def stop(self):
        self.stopping.set()
        self.join()


def rss_mb(pid):
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def packaged(folder):
    launcher = str(pathlib.Path(folder) / "bin/millrace")
    return lambda port: [launcher, "--json", "--metrics-port", "0", "--set", f"sources.csi.listen=127.0.0.1:{port}"]


def python(port):
    return [sys.executable, str(HERE / "packaged_peer.py"), str(EXAMPLE / "activity.onnx"), str(port)]


def start(command):
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def end(process):
    process.kill()
    process.stdout.close()
    process.wait()


def first_inference_ms(command):
    port = free_port()
    sender = Sender(port, 0.0005)
    sender.start()
    begun = time.monotonic()
    process = start(command(port))
    for line in process.stdout:
        if b'"port":"activity"' in line:
            break
    took = (time.monotonic() - begun) * 1e3
    sender.stop()
    end(process)
    return took


def drained(process):
    threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()


def memory_mb(command):
    port = free_port()
    process = start(command(port))
    drained(process)
    time.sleep(5)
    idle = rss_mb(process.pid)
    sender = Sender(port, 0.001)
    sender.start()
    time.sleep(LOADED_SECONDS)
    loaded = rss_mb(process.pid)
    sender.stop()
    process.kill()
    process.wait()
    return idle, loaded


def size_mb(folder):
    return sum(f.stat().st_size for f in pathlib.Path(folder).rglob("*") if f.is_file()) / 1e6


def main():
    peers = {folder: packaged(folder) for folder in sys.argv[1:]}
    peers["Python"] = python
    starts = {name: [] for name in peers}
    for _ in range(ROUNDS):  # in turn, so that what disturbs one disturbs all
        for name, command in peers.items():
            starts[name].append(first_inference_ms(command))
    print("| what                     | first inference, median (least) | idle RSS | loaded RSS | folder |")
    print("|---|---|---|---|---|")
    for name, command in peers.items():
        idle, loaded = memory_mb(command)
        size = "" if name == "Python" else f"{size_mb(name):.1f} MB"
        print(f"| {name:24} | {statistics.median(starts[name]):.0f} ms ({min(starts[name]):.0f}) | {idle:.0f} MB"
              f" | {loaded:.0f} MB | {size} |", flush=True)


if __name__ == "__main__":
    main()
