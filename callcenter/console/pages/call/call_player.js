// A call's player: both sides' waveform, and the transcript, whose words light up while they are heard.
// Words have no times of their own in the call log: within a turn they are spread by their letters.
// Its texts come translated from the page, under their English ones (call_player.py has them all).
const RATES = [0.75, 1, 1.25, 1.5, 2];
// Silence shorter than this is heard; of a longer one its beginning is.
const SILENT_MS = 1000, HEARD_MS = 300;
const NAMES = { AgentEntered: 'Agent', ToolCalled: 'Tool', DigitPressed: 'Keypad', HoldChanged: 'Hold', PersonTried: 'Transfer', PersonAsked: 'Transfer',
  SupervisorActed: 'Supervisor', ModelSwitched: 'Model', LanguageChanged: 'Language', RecordingConsent: 'Recording',
  CallerActed: 'Caller', LineWasPoor: 'Line' };
export default {
  template: `
    <section class="player" :aria-label="t('Recording and transcript')">
      <template v-if="hasRecording">
        <audio ref="audio" preload="metadata" :src="source + '/recording'" @timeupdate="tick" @play="start" @pause="isPlaying = false"
          @error="fault = t('The recording can\\'t be played: it is not here any more, or was cut off.')"></audio>
        <p v-if="fault" role="alert" class="fault">{{ fault }}</p>
        <div class="lanes"><span aria-hidden="true">{{ t('Caller') }}</span><span aria-hidden="true">{{ t('Agent') }}</span>
        <canvas ref="wave" height="96" role="img" :aria-label="t('Waveform: the caller above, the agent below')" @click="point"></canvas></div>
        <div class="controls">
          <button type="button" class="main" @click="toggle" aria-keyshortcuts="K">{{ t(isPlaying ? 'Pause' : 'Play') }} <kbd aria-hidden="true">K</kbd></button>
          <button type="button" @click="skip(-5)" :aria-label="t('5 seconds back')" aria-keyshortcuts="J">−5 s <kbd aria-hidden="true">J</kbd></button>
          <button type="button" @click="skip(5)" :aria-label="t('5 seconds on')" aria-keyshortcuts="L">+5 s <kbd aria-hidden="true">L</kbd></button>
          <input type="range" min="0" :max="Math.max(1, Math.round(total_ms / 1000))" :value="Math.round(now_ms / 1000)"
            :aria-label="t('Position')" :aria-valuetext="clock(now_ms) + ' / ' + clock(total_ms)" @input="go($event.target.value * 1000)">
          <span class="figures">{{ clock(now_ms) }} / {{ clock(total_ms) }}</span>
          <label>{{ t('Speed') }} <select v-model.number="rate" @change="$refs.audio.playbackRate = rate">
            <option v-for="one in rates" :key="one" :value="one">{{ one }}×</option></select></label>
          <label>{{ t('Hear') }} <select v-model="side" @change="hear">
            <option value="both">{{ t('both sides') }}</option><option value="caller">{{ t('the caller') }}</option><option value="agent">{{ t('the agent') }}</option></select></label>
          <label><input type="checkbox" v-model="skipsSilence"> {{ t('Skip silence') }}</label>
          <button type="button" @click="copyLink">{{ t(copied || 'Copy a link to this moment') }}</button>
        </div>
      </template>
      <div class="seek" v-if="turns.length" role="search" :aria-label="t('In this call')">
        <input type="search" v-model="wanted" :placeholder="t('Find in this call')" :aria-label="t('Find in this call')"
          aria-keyshortcuts="/" @keydown.enter.prevent="next($event.shiftKey ? -1 : 1)">
        <span class="soft figures" role="status">{{ wanted ? (hits.length ? (hit + 1) + ' / ' + hits.length : t('nothing')) : '' }}</span>
      </div>
      <ol class="turns" v-if="line.length">
        <li v-for="(turn, index) in line" :key="index" ref="rows"
          :class="[turn.speaker || 'moment', {anger: turn.kind === 'CallerActed', active: turn.words && turn.index === active, hit: index === hits[hit]}]">
          <component :is="hasRecording ? 'button' : 'span'" type="button" class="when figures" @click="hasRecording && play(heardFrom(turn))"
            :aria-label="hasRecording ? t('Play from {}').replace('{}', clock(turn.started_ms)) : null">{{ clock(turn.started_ms) }}</component>
          <template v-if="turn.words"><span class="who">{{ turn.speaker === 'caller' ? t('Caller') : (turn.agent || t('Agent')) }}</span>
          <p><bdi><span v-for="(word, at) in turn.words" :key="at" :class="{lit: turn.index === active && at === lit, found: isWanted(index, word.text)}"
            @click="hasRecording && play(word.at_ms)">{{ word.text + ' ' }}</span></bdi><span v-if="turn.interrupted" class="soft">{{ t('— interrupted') + ' ' }}</span>
            <span v-if="turn.latency && turn.latency.response_ms != null" class="soft">{{ t('answered in {} ms').replace('{}', turn.latency.response_ms) }}{{ parts(turn.latency) }}</span></p></template>
          <template v-else><span class="who">{{ t(names[turn.kind] || turn.kind) }}</span><p>{{ turn.text }}</p></template>
        </li>
      </ol>
    </section>`,
  props: { callId: String, turns: Array, moments: Array, hasRecording: Boolean, atMs: Number, find: String, fromAnger: Boolean, texts: Object },
  data() {
    return { side: 'both', skipsSilence: false, copied: '', names: NAMES, now_ms: 0, total_ms: 0, isPlaying: false, fault: '', rate: 1, rates: RATES,
      peaks: null, active: -1, lit: -1, wanted: this.find || '', hit: 0 };
  },
  computed: {
    source() { return '/api/calls/' + encodeURIComponent(this.callId); },
    line() {
      const moments = this.moments.map((one) => ({ ...one, started_ms: one.at_ms }));
      return [...this.spread, ...moments].sort((a, b) => a.started_ms - b.started_ms);
    },
    // As the call list's search reads them: all of these words, whatever is left out or or'ed.
    sought() { return this.wanted.toLowerCase().replaceAll('"', ' ').split(/\s+/).filter((one) => one && one !== 'or' && one[0] !== '-'); },
    // Where in the line all of the words are.
    hits() {
      if (!this.sought.length) return [];
      return this.line.flatMap((turn, index) => (turn.words && this.sought.every((one) => turn.text.toLowerCase().includes(one)) ? [index] : []));
    },
    // Stretches in which neither side says anything, in ms.
    silences() {
      const found = [];
      if (!this.peaks) return found;
      const step = this.peaks.duration_ms / this.peaks.caller.length;
      let from = -1;
      for (let at = 0; at <= this.peaks.caller.length; at++) {
        const isSilent = at < this.peaks.caller.length && this.peaks.caller[at] < 2 && this.peaks.agent[at] < 2;
        if (isSilent && from < 0) from = at;
        if (!isSilent && from >= 0) {
          if ((at - from) * step >= SILENT_MS) found.push([from * step + HEARD_MS, at * step]);
          from = -1;
        }
      }
      return found;
    },
    spread() {
      return this.turns.map((turn, index) => {
        const texts = turn.text.split(/\s+/).filter(Boolean);
        const letters = texts.reduce((sum, one) => sum + one.length + 1, 0) || 1;
        let before = 0;
        const words = texts.map((text) => {
          const at_ms = turn.started_ms + ((turn.ended_ms - turn.started_ms) * before) / letters;
          before += text.length + 1;
          return { text, at_ms };
        });
        return { ...turn, words, index };
      });
    },
  },
  watch: {
    wanted() { this.hit = 0; if (this.hits.length) this.$nextTick(() => this.show()); },
  },
  async mounted() {
    this.onKey = (event) => this.key(event);
    this.onResize = () => this.draw();
    document.addEventListener('keydown', this.onKey);
    const angry = this.fromAnger ? this.line.findIndex((one) => one.kind === 'CallerActed') : -1;
    if (angry >= 0) this.$refs.rows[angry].scrollIntoView({ block: 'center' });
    else if (this.hits.length && !this.atMs) this.show();
    if (!this.hasRecording) return;
    window.addEventListener('resize', this.onResize);
    const answer = await fetch(this.source + '/waveform').catch(() => null);
    if (answer && answer.ok) {
      this.peaks = await answer.json();
      this.total_ms = this.peaks.duration_ms;
      const begin = angry >= 0 ? this.heardFrom(this.line[angry]) : this.hits.length ? this.line[this.hits[0]].started_ms : 0;
      const at_ms = this.atMs || begin;
      if (at_ms > 0) this.go(Math.min(at_ms, this.total_ms));
      this.draw();
    } else if (answer) {
      const told = await answer.json().catch(() => ({}));
      this.fault = [told.error || this.t('The waveform can\'t be shown.'), told.remedy].filter(Boolean).join(' ');
    }
  },
  unmounted() {
    document.removeEventListener('keydown', this.onKey);
    window.removeEventListener('resize', this.onResize);
    this.sound?.close();
  },
  methods: {
    t(text) { return this.texts[text] || text; },
    parts(latency) {
      const names = { transcript_ms: 'heard', end_of_turn_ms: 'end of turn', first_token_ms: 'first word', first_audio_ms: 'voice' };
      const told = Object.entries(names).filter(([name]) => latency[name] != null).map(([name, word]) => this.t(word) + ' ' + latency[name]);
      return told.length ? ' (' + told.join(', ') + ')' : '';
    },
    isWanted(index, text) { return this.hits.includes(index) && this.sought.some((one) => text.toLowerCase().includes(one)); },
    next(step) {
      if (!this.hits.length) return;
      this.hit = (this.hit + step + this.hits.length) % this.hits.length;
      this.show();
      if (this.hasRecording) this.go(this.line[this.hits[this.hit]].started_ms);
    },
    show() { this.$refs.rows?.[this.hits[this.hit]]?.scrollIntoView({ block: 'center' }); },
    // One side alone is heard in both ears: caller left, agent right in the file.
    hear() {
      if (!this.sound) {
        this.sound = new AudioContext();
        this.source_node = this.sound.createMediaElementSource(this.$refs.audio);
        this.split = this.sound.createChannelSplitter(2);
        this.source_node.connect(this.split);
      }
      this.source_node.disconnect();
      this.split.disconnect();
      if (this.side === 'both') this.source_node.connect(this.sound.destination);
      else { this.source_node.connect(this.split); this.split.connect(this.sound.destination, this.side === 'caller' ? 0 : 1); }
      this.sound.resume();
    },
    async copyLink() {
      const link = new URL(location.href);
      link.searchParams.set('at', Math.round(this.now_ms / 1000));
      history.replaceState(null, '', link);
      await navigator.clipboard.writeText(link.href).then(() => { this.copied = 'Copied'; }, () => { this.copied = 'It is in the address bar'; });
      setTimeout(() => { this.copied = ''; }, 3000);
    },
    // What a caller did is known at the end of the words in which they did it: those are heard.
    heardFrom(moment) {
      const turns = moment.kind === 'CallerActed' ? this.turns.filter((turn) => turn.speaker === 'caller' && turn.started_ms <= moment.at_ms) : [];
      return turns.length ? turns[turns.length - 1].started_ms : moment.started_ms;
    },
    clock(ms) { const s = Math.round(ms / 1000); return Math.floor(s / 60) + ':' + String(s % 60).padStart(2, '0'); },
    toggle() { const audio = this.$refs.audio; if (audio.paused) audio.play().catch(() => {}); else audio.pause(); },
    start() { this.isPlaying = true; const step = () => { if (!this.isPlaying || !this.$refs.audio) return; this.tick(); requestAnimationFrame(step); }; step(); },
    skip(s) { this.go(this.$refs.audio.currentTime * 1000 + s * 1000); },
    go(ms) { this.$refs.audio.currentTime = Math.max(0, ms / 1000); this.tick(); },
    play(ms) { this.go(ms); this.$refs.audio.play().catch(() => {}); },
    point(event) { const box = this.$refs.wave.getBoundingClientRect(); this.go(((event.clientX - box.left) / box.width) * this.total_ms); },
    tick() {
      this.now_ms = this.$refs.audio.currentTime * 1000;
      const silence = this.skipsSilence && this.isPlaying && this.silences.find(([from, to]) => from <= this.now_ms && this.now_ms < to - 100);
      if (silence) { this.$refs.audio.currentTime = silence[1] / 1000; this.now_ms = silence[1]; }
      this.active = this.spread.findLastIndex((turn) => turn.started_ms <= this.now_ms && this.now_ms < turn.ended_ms + 300);
      this.lit = this.active < 0 ? -1 : this.spread[this.active].words.findLastIndex((word) => word.at_ms <= this.now_ms);
      this.draw();
    },
    key(event) {
      if (!this.hasRecording || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
      const heard = { k: () => this.toggle(), j: () => this.skip(-5), l: () => this.skip(5), ArrowLeft: () => this.skip(-1), ArrowRight: () => this.skip(1) };
      const act = heard[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (act) { event.preventDefault(); act(); }
    },
    draw() {
      const canvas = this.$refs.wave;
      if (!canvas || !this.peaks) return;
      const width = (canvas.width = canvas.clientWidth), half = canvas.height / 2, pen = canvas.getContext('2d');
      const style = getComputedStyle(canvas), at = (ms) => (ms / Math.max(1, this.total_ms)) * width;
      const ink = (name) => { pen.fillStyle = style.getPropertyValue(name); };
      pen.clearRect(0, 0, width, canvas.height);
      // Where the line lost packets, behind the caller's side: the higher, the more (10 % and above fill it).
      ink('--lost');
      this.moments.filter((one) => one.kind === 'LineWasPoor').forEach((one) => {
        const tall = half * Math.max(0.25, Math.min(1, one.loss_pct / 10));
        pen.fillRect(at(one.at_ms - one.lasted_ms), half - tall, Math.max(2, at(one.lasted_ms)), tall);
      });
      [['caller', 0], ['agent', half]].forEach(([side, top]) => {
        const peaks = this.peaks[side];
        ink('--' + side);
        for (let x = 0; x < width; x += 2) {
          const peak = peaks[Math.floor((x / width) * peaks.length)] || 0;
          const tall = Math.max(1, (Math.sqrt(peak / 100)) * (half - 4));
          pen.fillRect(x, top + (half - tall) / 2, 1.4, tall);
        }
      });
      // What happened, as ticks between the sides: it is said in the list below.
      this.moments.forEach((one) => { ink(one.kind === 'CallerActed' ? '--fault' : '--soft'); pen.fillRect(at(one.at_ms), half - 5, 2, 10); });
      ink('--ink');
      pen.fillRect(at(this.now_ms), 0, 2, canvas.height);
    },
  },
};
