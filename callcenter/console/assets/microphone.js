// Hands the microphone on in moments of 20 ms, as mono int16.
class Microphone extends AudioWorkletProcessor {
  constructor() { super(); this.pcm = new Int16Array(320); this.length = 0; }
  process([[samples]]) {
    for (const value of samples || []) {
      this.pcm[this.length++] = Math.max(-1, Math.min(1, value)) * 32767;
      if (this.length === this.pcm.length) {
        this.port.postMessage(this.pcm.slice().buffer);
        this.length = 0;
      }
    }
    return true;
  }
}
registerProcessor('microphone', Microphone);
