// Runs libspeexdsp's and WebRTC's echo cancellers over a pair of WAV files (16 bit, one channel), writes what they make of
// them, and prints what it cost:
//
//   peers MIC.wav FAR.wav OUT_PREFIX
//
// prints lines "NAME SECONDS_OF_WORK FILE".
#include <speex/speex_echo.h>
#include <speex/speex_preprocess.h>

#include <webrtc/modules/audio_processing/include/audio_processing.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

using Samples = std::vector<int16_t>;

static int rate = 0;

static uint32_t word(const std::vector<char>& bytes, size_t at) {
  uint32_t value;
  std::memcpy(&value, &bytes[at], 4);
  return value;
}

static Samples read(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> bytes((std::istreambuf_iterator<char>(in)), {});
  if (bytes.size() < 44) {
    std::fprintf(stderr, "no WAV file: path=%s, bytes=%zu (expected at least 44)\n", path, bytes.size());
    std::exit(2);
  }
  for (size_t at = 12; at + 8 <= bytes.size();) {
    size_t length = word(bytes, at + 4);
    if (!std::memcmp(&bytes[at], "fmt ", 4)) rate = word(bytes, at + 12);
    if (!std::memcmp(&bytes[at], "data", 4)) {
      length = std::min(length, bytes.size() - at - 8);
      Samples samples(length / 2);
      std::memcpy(samples.data(), &bytes[at + 8], 2 * samples.size());
      return samples;
    }
    at += 8 + length + (length & 1);
  }
  std::fprintf(stderr, "no samples: path=%s (expected a data chunk)\n", path);
  std::exit(2);
}

static void write(const std::string& path, const Samples& samples) {
  std::ofstream out(path, std::ios::binary);
  auto put = [&](uint32_t value, int bytes) { out.write(reinterpret_cast<char*>(&value), bytes); };
  out.write("RIFF", 4), put(36 + 2 * samples.size(), 4), out.write("WAVEfmt ", 8), put(16, 4), put(1, 2), put(1, 2);
  put(rate, 4), put(2 * rate, 4), put(2, 2), put(16, 2), out.write("data", 4), put(2 * samples.size(), 4);
  out.write(reinterpret_cast<const char*>(samples.data()), 2 * samples.size());
}

static double now() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static Samples speex(const Samples& mic, const Samples& far, int block, int tail, bool suppress, double& seconds) {
  SpeexEchoState* echo = speex_echo_state_init(block, tail);
  SpeexPreprocessState* post = speex_preprocess_state_init(block, rate);
  speex_echo_ctl(echo, SPEEX_ECHO_SET_SAMPLING_RATE, &rate);
  speex_preprocess_ctl(post, SPEEX_PREPROCESS_SET_ECHO_STATE, echo);
  size_t count = std::min(mic.size(), far.size()) / block * block;
  Samples out(count);
  double begun = now();
  for (size_t i = 0; i < count; i += block) {
    speex_echo_cancellation(echo, &mic[i], &far[i], &out[i]);
    if (suppress) speex_preprocess_run(post, &out[i]);
  }
  seconds = now() - begun;
  speex_preprocess_state_destroy(post);
  speex_echo_state_destroy(echo);
  return out;
}

static Samples webrtc_aec(const Samples& mic, const Samples& far, bool noise, double& seconds) {
  webrtc::Config config;
  config.Set<webrtc::DelayAgnostic>(new webrtc::DelayAgnostic(true));
  config.Set<webrtc::ExtendedFilter>(new webrtc::ExtendedFilter(true));
  std::unique_ptr<webrtc::AudioProcessing> apm(webrtc::AudioProcessing::Create(config));
  apm->echo_cancellation()->Enable(true);
  apm->echo_cancellation()->set_suppression_level(webrtc::EchoCancellation::kHighSuppression);
  apm->noise_suppression()->Enable(noise);
  int block = rate / 100;
  size_t count = std::min(mic.size(), far.size()) / block * block;
  Samples out(count);
  webrtc::StreamConfig stream(rate, 1);
  std::vector<float> buffer(block);
  float* channels[] = {buffer.data()};
  double begun = now();
  for (size_t i = 0; i < count; i += block) {
    for (int k = 0; k < block; k++) buffer[k] = far[i + k] / 32768.0f;
    apm->ProcessReverseStream(channels, stream, stream, channels);
    for (int k = 0; k < block; k++) buffer[k] = mic[i + k] / 32768.0f;
    apm->set_stream_delay_ms(0);
    apm->ProcessStream(channels, stream, stream, channels);
    for (int k = 0; k < block; k++) out[i + k] = std::clamp(buffer[k], -1.0f, 0.99997f) * 32768;
  }
  seconds = now() - begun;
  return out;
}

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: peers MIC.wav FAR.wav OUT_PREFIX\n");
    return 2;
  }
  Samples mic = read(argv[1]), far = read(argv[2]);
  std::string prefix = argv[3];
  auto done = [&](const char* name, const Samples& out, double seconds) {
    std::string path = prefix + name + ".wav";
    write(path, out);
    std::printf("%s %.6f %s\n", name, seconds, path.c_str());
  };
  struct {
    const char* name;
    int block, tail;
    bool suppress;
  } settings[] = {
      {"speex-128-1024", 128, 1024, false},
      {"speex-128-2048", 128, 2048, false},
      {"speex-256-2048", 256, 2048, false},
      {"speex-160-4096", 160, 4096, false},
      {"speex-128-1024-suppress", 128, 1024, true},
      {"speex-128-2048-suppress", 128, 2048, true}};
  for (auto& s : settings) {
    double seconds = 0;
    Samples out = speex(mic, far, s.block, s.tail, s.suppress, seconds);
    done(s.name, out, seconds);
  }
  double seconds = 0;
  Samples out = webrtc_aec(mic, far, false, seconds);
  done("webrtc-0.3", out, seconds);
  out = webrtc_aec(mic, far, true, seconds);
  done("webrtc-0.3-ns", out, seconds);
  return 0;
}
