// Turns what the microphone hears, at whatever rate the device runs, into 20 ms frames of 16-bit PCM at 16 kHz.

const RATE = 16_000;
const FRAME = 320;
const ZERO_CROSSINGS = 16; // of the windowed sinc, on each side: more is a steeper low-pass and more work
const PHASES = 128;

/** A table of the low-pass kernel, one row for each fraction of an input sample. */
function makeKernel(step) {
  const cutoff = Math.min(1, 1 / step) * 0.94; // a little below the lower Nyquist rate: speech must not alias
  const reach = Math.ceil(ZERO_CROSSINGS * Math.max(1, step));
  const rows = Array.from({ length: PHASES }, (_, phase) => {
    const row = Float32Array.from({ length: 2 * reach }, (_, tap) => windowedSinc(tap - reach + 1 - phase / PHASES, cutoff, reach));
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
  return { reach, rows };
}

function windowedSinc(x, cutoff, reach) {
  if (Math.abs(x) >= reach) return 0;
  const sinc = x === 0 ? cutoff : Math.sin(Math.PI * cutoff * x) / (Math.PI * x);
  return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach));
}

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE;
    this.kernel = makeKernel(this.step);
    this.input = new Float32Array(this.kernel.reach * 2 + 4096);
    this.length = this.kernel.reach - 1; // the silence before the first sample
    this.at = this.length;
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
  }

  process([[channel]]) {
    // No channel means that the device gives nothing just now: the server still needs a steady clock of silence.
    const block = channel ?? new Float32Array(128);
    this.input.set(block, this.length);
    this.length += block.length;
    for (; this.at + this.kernel.reach < this.length; this.at += this.step) this.push(this.sampleAt(this.at));
    this.forget();
    return true;
  }

  sampleAt(position) {
    const whole = Math.floor(position);
    const row = this.kernel.rows[Math.floor((position - whole) * PHASES)];
    const first = whole - this.kernel.reach + 1;
    let sum = 0;
    for (let tap = 0; tap < row.length; tap += 1) sum += this.input[first + tap] * row[tap];
    return sum;
  }

  push(sample) {
    this.frame[this.filled] = Math.max(-1, Math.min(1, sample)) * 32767;
    this.filled += 1;
    if (this.filled < FRAME) return;
    this.port.postMessage(this.frame.buffer, [this.frame.buffer]);
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
  }

  forget() {
    const past = Math.floor(this.at) - this.kernel.reach + 1;
    this.input.copyWithin(0, past, this.length);
    this.length -= past;
    this.at -= past;
  }
}

registerProcessor("capture", Capture);
