// The moving bars beside the state, drawn from whichever sound matters now.

const BARS = 32;
const QUIET_DB = -55;
const LOUD_DB = -12;

export class Meter {
  #canvas;
  #halo;
  #source = null;
  #levels = new Array(BARS).fill(0);
  #frame = 0;

  constructor(canvas, halo) {
    this.#canvas = canvas;
    this.#halo = halo;
  }

  /** Follow an AnalyserNode, or fall still with null. */
  follow(analyser) {
    this.#source = analyser;
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#step());
  }

  #step() {
    this.#levels.push(this.#source ? loudness(this.#source) : 0);
    this.#levels.shift();
    this.#draw();
    const moving = this.#source || this.#levels.some((level) => level > 0);
    this.#frame = moving ? requestAnimationFrame(() => this.#step()) : 0;
  }

  #draw() {
    const { width, height } = this.#canvas;
    const ctx = this.#canvas.getContext("2d");
    const pitch = width / BARS;
    ctx.clearRect(0, 0, width, height);
    ctx.fillStyle = getComputedStyle(this.#canvas).color;
    this.#levels.forEach((level, bar) => {
      const tall = Math.max(2, level * height);
      ctx.fillRect(bar * pitch, (height - tall) / 2, pitch / 2, tall);
    });
    this.#halo.style.setProperty("--level", this.#levels[BARS - 1].toFixed(2));
  }
}

/** 0 for silence to 1 for a loud voice, in decibels as the ear has it. */
function loudness(analyser) {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const level = (10 * Math.log10(power + 1e-12) - QUIET_DB) / (LOUD_DB - QUIET_DB);
  return Math.min(1, Math.max(0, level));
}
