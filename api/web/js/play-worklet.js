// Plays a queue of PCM without gaps, and says how far into the spoken segment it has come.

const START_WITH = 0.08; // seconds to have in hand before starting, so that the network's jitter is not heard
const LONGEST_HOLD = 0.15; // seconds after which a shorter clip is played all the same
const REPORT_EVERY = 0.2;

class Play extends AudioWorkletProcessor {
  constructor() {
    super();
    this.drop();
    this.position = 0;
    this.reported = 0;
    this.paused = false;
    this.port.onmessage = ({ data }) => this.receive(data);
  }

  receive(data) {
    if (data instanceof ArrayBuffer) this.enqueue(new Int16Array(data));
    else this[data]();
  }

  enqueue(samples) {
    this.queue.push(samples);
    this.waiting += samples.length;
  }

  segment() {
    this.queue.push(null); // the place in the queue where the playhead starts again from nothing
  }

  clear() {
    this.report();
    this.drop();
  }

  pause() {
    this.paused = true;
  }

  resume() {
    this.paused = false;
  }

  drop() {
    this.queue = [];
    this.offset = 0;
    this.waiting = 0;
    this.held = 0;
    this.playing = false;
  }

  process(_, [[channel]]) {
    if (this.paused || !this.isDue(channel.length)) return true;
    for (let at = 0; at < channel.length; at += 1) {
      const samples = this.next();
      if (!samples) return this.drained();
      channel[at] = samples[this.offset] / 32768;
      this.offset += 1;
      this.position += 1;
      this.waiting -= 1;
    }
    if (this.position - this.reported >= REPORT_EVERY * sampleRate) this.report();
    return true;
  }

  isDue(block) {
    if (this.playing) return true;
    // A segment mark alone holds no sound: it is taken when the sound behind it comes.
    if (this.waiting === 0) return false;
    this.held += block / sampleRate;
    this.playing = this.waiting >= START_WITH * sampleRate || this.held >= LONGEST_HOLD;
    return this.playing;
  }

  /** The samples that are being played, past those used up and past segment marks. */
  next() {
    while (this.queue.length > 0) {
      const samples = this.queue[0];
      if (samples !== null && this.offset < samples.length) return samples;
      this.queue.shift();
      this.offset = 0;
      if (samples === null) this.restart();
    }
    return null;
  }

  restart() {
    this.report();
    this.position = 0;
    this.reported = 0;
  }

  drained() {
    this.report();
    this.playing = false;
    this.held = 0;
    return true;
  }

  report() {
    if (this.position === this.reported) return;
    this.reported = this.position;
    this.port.postMessage(Math.round((this.position / sampleRate) * 1000));
  }
}

registerProcessor("play", Play);
