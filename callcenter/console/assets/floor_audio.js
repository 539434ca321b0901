// A running call in the browser: both voices as they come, and, once the call was taken over, the microphone.
// What travels is mono int16 at 16 kHz. The microphone isn't asked for before it is needed.
(() => {
  const RATE = 16000;
  // Played this far behind what has come, so that a late moment leaves no gap; beyond the most it is caught up.
  const BEHIND_S = 0.15, MOST_BEHIND_S = 0.8;
  let socket = null, context = null, due = 0, microphone = null;

  function play(pcm) {
    const samples = Float32Array.from(new Int16Array(pcm), value => value / 32768);
    const buffer = context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const now = context.currentTime;
    if (due < now || due > now + MOST_BEHIND_S) due = now + BEHIND_S;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.start(due);
    due += buffer.duration;
    window.floorAudio.heardSeconds += buffer.duration;
  }

  window.floorAudio = {
    heardSeconds: 0,
    listen(path) {
      context = new AudioContext();
      context.resume();
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`);
      socket.binaryType = 'arraybuffer';
      socket.onmessage = message => play(message.data);
    },
    stop() {
      this.mute();
      if (socket) socket.close();
      if (context) context.close();
      socket = context = null;
    },
    // Returns why there is no microphone, nothing if there is. What it takes isn't sent on before the call was taken over.
    async speak() {
      this.mute();
      const wanted = {audio: {echoCancellation: true, noiseSuppression: true}};
      // A page that isn't from this machine and came without TLS has no devices at all.
      if (!navigator.mediaDevices) return 'https';
      let stream;
      try { stream = await navigator.mediaDevices.getUserMedia(wanted); } catch (error) { return error.name; }
      // Unplugged, or taken back by the browser; not when we stop it ourselves.
      stream.getTracks().forEach(track => track.addEventListener('ended', () => emitEvent('microphone-gone')));
      const voice = new AudioContext({sampleRate: RATE});
      await voice.audioWorklet.addModule('/assets/microphone.js');
      const node = new AudioWorkletNode(voice, 'microphone');
      node.port.onmessage = message => { if (socket && socket.readyState === 1) socket.send(message.data); };
      voice.createMediaStreamSource(stream).connect(node);
      microphone = {stream, voice};
    },
    mute() {
      if (!microphone) return;
      microphone.stream.getTracks().forEach(track => track.stop());
      microphone.voice.close();
      microphone = null;
    },
  };
})();
