// The live turning discs. Every angle and radius comes from Python (impact/picture/disc_data.py); here they are only looked up,
// drawn, turned and moved from one month to the next. All text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const SNAP = 200, LINE_UP = 400, GROW = 200, WAVE = 900, CALM = 350, SLIP = 5;
const GAP = 3, ROUND = 5;
const [SEEN_R, CONFIRMED_R, WANTED_R, N, NEGATIVES, DISPUTED, FRESH, SEEN, WANTED, CONFIRMED] = Array(10).keys();
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  previous: "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z",
  next: "M8.6 16.6 10 18l6-6-6-6-1.4 1.4 4.6 4.6z",
  reset: "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  present: "M7 14H5v5h5v-2H7zM5 10h2V7h3V5H5zM17 17h-3v2h5v-5h-2zM14 5v2h3v3h2V5z",
  leave: "M5 16h3v3h2v-5H5zM8 8H5v2h5V5H8zM14 19h2v-3h3v-2h-5zM16 8V5h-2v5h5V8z",
};
const SIGNS = [[NEGATIVES, "M-5 -3.5H5L0 5.5Z"], [DISPUTED, "M-5 -2.5H5M-5 2.5H5M3 -6L-3 6"]];
const motionless = matchMedia("(prefers-reduced-motion: reduce)");
const views = new WeakMap(), left = new Map();

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".rimpel");
  let view = views.get(root);
  if (!view) views.set(root, (view = new Discs(root)));
  view.send = (told) => setStateValue("turned", told);
  view.show(data);
  return () => view.leave();
}

const mod = (value, count) => ((value % count) + count) % count;
const degrees = (length, radius) => (length / radius) * (180 / Math.PI);
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

function at(radius, angle) {
  const turn = ((angle - 90) * Math.PI) / 180;
  return `${(radius * Math.cos(turn)).toFixed(2)} ${(radius * Math.sin(turn)).toFixed(2)}`;
}

function sweep(radius, from, to) {
  return `A${radius} ${radius} 0 ${Math.abs(to - from) > 180 ? 1 : 0} ${to > from ? 1 : 0} ${at(radius, to)}`;
}

function arc({ start, end }, radius, back = false) {
  const gap = degrees(GAP, radius);
  const [from, to] = back ? [end - gap, start + gap] : [start + gap, end - gap];
  return `M${at(radius, from)}${sweep(radius, from, to)}`;
}

function band(sector, inner, outer) {
  if (outer - inner < 0.05) return "";
  const far = sector.end - degrees(GAP, outer);
  return `${arc(sector, inner)}L${at(outer, far)}${sweep(outer, far, sector.start + degrees(GAP, outer))}Z`;
}

function room({ start, end }, inner, outer) {
  const a = (radius, away = 0) => start + degrees(GAP + away, radius);
  const b = (radius, away = 0) => end - degrees(GAP + away, radius);
  const low = inner + ROUND, high = outer - ROUND;
  return `M${at(inner, a(inner, ROUND))}${sweep(inner, a(inner, ROUND), b(inner, ROUND))}`
    + `Q${at(inner, b(inner))} ${at(low, b(low))}L${at(high, b(high))}`
    + `Q${at(outer, b(outer))} ${at(outer, b(outer, ROUND))}${sweep(outer, b(outer, ROUND), a(outer, ROUND))}`
    + `Q${at(outer, a(outer))} ${at(high, a(high))}L${at(low, a(low))}`
    + `Q${at(inner, a(inner))} ${at(inner, a(inner, ROUND))}Z`;
}

// The same reading as impact.picture.disc_data.expand: empty means as before, a dash means nothing.
function unfold(steps, count) {
  const rows = [];
  let now = [];
  for (const step of steps.split(";")) {
    const [month, ...values] = step.split(",");
    while (rows.length < month) rows.push(now);
    const before = now, length = Math.max(values.length, before.length);
    now = Array.from({ length }, (_, i) => (!values[i] ? before[i] : values[i] === "-" ? null : Number(values[i])));
    rows.push(now);
  }
  while (rows.length < count) rows.push(now);
  return rows;
}

function put(element, facts, inside) {
  for (const [name, value] of Object.entries(facts)) {
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on") || name === "value") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}
const tag = (name, facts = {}, ...inside) => put(document.createElement(name), facts, inside);
const mark = (name, facts = {}, ...inside) => put(document.createElementNS(SVG, name), facts, inside);
const icon = (name) => mark("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, mark("path", { d: ICONS[name] }));

function tween(length, step, done = () => {}) {
  const calm = !length || motionless.matches;
  let frame, begun;
  const tick = (now) => {
    const part = calm ? 1 : Math.min((now - (begun ??= now)) / length, 1);
    step(1 - (1 - part) ** 3);
    if (part < 1) frame = requestAnimationFrame(tick);
    else done();
  };
  if (calm) tick();
  else frame = requestAnimationFrame(tick);
  return () => cancelAnimationFrame(frame);
}

class Discs {
  constructor(root) {
    this.root = root;
    root.onfullscreenchange = () => this.stage(root.getRootNode().fullscreenElement === root);
    root.onkeydown = (event) => { if (event.key === "Escape") this.stage(false); };
  }

  show({ feed, place, key }) {
    const first = !this.feed;
    this.key = key;
    if (first || this.feed.mark !== feed.mark) this.draw(feed);
    this.paper();
    if (this.nonce === place.nonce) return;
    const kept = first && left.get(key);
    this.nonce = place.nonce;
    this.take(kept && kept.nonce === place.nonce ? kept : place, first ? 0 : LINE_UP);
    this.told = JSON.stringify(this.now());
  }

  leave() {
    left.set(this.key, this.now());
    clearTimeout(this.playing);
    clearTimeout(this.telling);
  }

  // Where everything stands: what Python is told, and what it may ask for.
  now() {
    const themes = Object.fromEntries(this.discs.map((disc) => [disc.id, disc.sectors[disc.place].id]));
    return { nonce: this.nonce, themes, month: this.feed.first + this.month };
  }

  take({ themes, month }, length) {
    for (const disc of this.discs) {
      const found = disc.sectors.findIndex((sector) => sector.id === themes[disc.id]);
      if (found >= 0) this.bring(disc, found, length);
    }
    this.move(month - this.feed.first, length && GROW);
  }

  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const told = JSON.stringify(this.now());
      if (this.playing || this.drag || told === this.told) return;
      this.told = told;
      this.send(this.now());
    }, CALM);
  }

  focused() {
    return this.root.getRootNode().activeElement;
  }

  // ---- drawing -----------------------------------------------------------------------------------------------------

  draw(feed) {
    const before = this.feed && this.now(), focus = this.focused()?.dataset.at;
    this.stopGrowing?.();
    this.discs?.forEach((disc) => disc.stop?.());
    this.feed = feed;
    this.words = feed.words;
    this.number = new Intl.NumberFormat(feed.language, { maximumFractionDigits: 1 });
    this.last = feed.months.length - 1;
    const start = { turn: 0, goal: 0, place: 0 };
    this.discs = feed.discs.map((disc, number) => ({ ...disc, ...start, number, width: 360 / disc.sectors.length }));
    this.links = feed.links.map((link) => ({ ...link, rows: unfold(link.changes, feed.months.length) }));
    this.read = tag("p", { class: "read" });
    this.status = tag("p", { class: "status", role: "status" });
    this.root.replaceChildren(tag("div", { class: "face" },
      tag("div", { class: "pond" }, this.pond(), tag("p", { class: "caption" })), this.read,
      this.time(), tag("div", { class: "turns" }, ...this.discs.map((disc) => this.turns(disc)).reverse()),
      this.tools(), this.status));
    this.about = null;
    this.move(feed.months.length - 1, 0);
    this.discs.forEach((disc) => this.settle(disc));
    if (before) this.take(before, 0);
    if (focus) this.root.querySelector(`[data-at="${CSS.escape(focus)}"]`)?.focus();
  }

  pond() {
    const half = this.feed.size / 2, { stone } = this.feed;
    const hatch = mark("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)" }, mark("line", { x1: 0, y1: 0, x2: 0, y2: 7 }));
    const tip = mark("marker", { id: "tip", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 11, markerHeight: 11,
      markerUnits: "userSpaceOnUse", orient: "auto" }, mark("path", { d: "M0 0L8 4L0 8Z" }));
    this.between = mark("g", { class: "between" });
    this.svg = mark("svg", { viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, role: "group",
      "aria-label": fill(this.words.discs, { name: stone.name }) },
      mark("defs", {}, hatch, tip), ...this.discs.map((disc) => this.ring(disc)), this.between, this.stone(),
      mark("path", { class: "pointer", d: `M-9 ${-half + 6}H9L0 ${-half + 24}Z` }));
    // A finger on a ring turns it, beside the rings it scrolls the page; touch-action stops at the edge of an SVG.
    this.svg.addEventListener("touchstart", (event) => {
      if (this.under(event) && event.touches.length === 1) event.preventDefault();
    }, { passive: false });
    this.svg.onpointerdown = (event) => this.grab(event);
    this.svg.onpointermove = (event) => this.pull(event);
    this.svg.onpointerup = (event) => this.release(event);
    this.svg.onpointercancel = (event) => this.release(event, true);
    this.svg.onpointerover = (event) => !this.drag && this.tellAbout(this.under(event));
    this.svg.onpointerleave = (event) => !this.drag && event.pointerType === "mouse" && this.tellAbout(null);
    return this.svg;
  }

  stone() {
    const { radius, lines, filtered } = this.feed.stone;
    const top = -(lines.length * 19 + 32 + (filtered ? 14 : 0)) / 2 + 14;
    const texts = lines.map((line, index) => mark("text", { class: "name", y: top + index * 19, text: line }));
    const note = filtered ? this.words.filtered : "";
    const below = ["count", "date", "note"].map((name, index) =>
      mark("text", { class: name, y: top + lines.length * 19 + index * 15, text: note }));
    return mark("g", { class: "stone" }, mark("circle", { r: radius }), ...texts, ...below,
      mark("text", { class: "big", y: 15 }));
  }

  ring(disc) {
    disc.sectors = disc.sectors.map((sector, index) => this.sector(disc, sector, index));
    disc.outline = mark("path", { class: "outline", d: room(disc.sectors[0], disc.base, disc.edge) });
    disc.group = mark("g", { class: "ring", tabindex: 0, role: "slider", "aria-label": disc.name, "aria-valuemin": 1,
      "aria-valuemax": disc.sectors.length, "data-ring": disc.id, "data-at": `ring ${disc.id}` },
      ...disc.sectors.map((sector) => sector.group), disc.outline,
      mark("circle", { class: "focus", r: disc.base }), mark("circle", { class: "focus", r: disc.edge }));
    disc.group.onkeydown = (event) => this.press(disc, event);
    disc.group.onfocus = () => !this.drag && this.tellAbout(disc.sectors[disc.place]);
    return disc.group;
  }

  sector(disc, facts, index) {
    const part = (name, d = "") => mark("path", { class: name, d });
    const middle = (facts.start + facts.end) / 2, id = `label-${disc.number}-${index}`;
    const rows = unfold(facts.changes, this.last + 1);
    const sector = { ...facts, disc, index, middle, rows, shown: [null, null, null] };
    const size = Math.max(12, Math.min(40, (disc.top - disc.base) * 0.7));
    sector.title = mark("title", { text: facts.label });
    sector.ask = mark("text", { class: "ask", text: "?", "font-size": size, dy: size * 0.34 });
    sector.signs = mark("g", { class: "signs" });
    sector.ask.spot = at((disc.base + disc.top) / 2, middle);
    sector.signs.spot = at(disc.base + Math.min(14, (disc.top - disc.base) / 2), middle);
    sector.along = mark("textPath", { startOffset: "50%", text: facts.cut });
    sector.arcs = [id, `${id}-low`];
    for (const name of ["seen", "confirmed", "hatch", "wanted", "edge"]) sector[name] = part(name);
    const levels = disc.levels.map((radius) => arc(facts, radius)).join("");
    sector.group = mark("g", { class: "sector", "data-theme": facts.id, "data-angle": middle },
      sector.title, part("room", room(facts, disc.base, disc.edge)), sector.seen, sector.confirmed, sector.hatch,
      part("levels", levels), sector.edge, sector.wanted, sector.ask, sector.signs,
      mark("path", { id, class: "path", d: arc(facts, disc.label[0]) }),
      mark("path", { id: `${id}-low`, class: "path", d: arc(facts, disc.label[1], true) }),
      mark("text", { class: "label" }, sector.along));
    sector.group.sector = sector;
    return sector;
  }

  paper() {
    const [r, g, b] = (getComputedStyle(this.root).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
    const ground = 0.3 * r + 0.6 * g + 0.1 * b < 128 ? "dark" : "light", { style } = this.root;
    style.colorScheme = ground;
    for (const [name, colour] of Object.entries(this.feed.grounds[ground])) style.setProperty(`--${name}`, colour);
    for (const disc of this.discs)
      for (const { style } of [disc.group, disc.swatch])
        ["full", "lighter", "track"].forEach((name, tone) => style.setProperty(`--${name}`, disc[ground][tone]));
  }

  // ---- turning -----------------------------------------------------------------------------------------------------

  under(event) {
    return event.target.closest?.(".sector")?.sector ?? null;
  }

  angle({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    return (Math.atan2(clientY - box.top - box.height / 2, clientX - box.left - box.width / 2) * 180) / Math.PI;
  }

  grab(event) {
    const sector = this.under(event);
    if (!sector || this.drag || !event.isPrimary || event.button) return;
    sector.disc.stop?.();
    Object.assign(sector.disc, { moving: false, goal: sector.disc.turn });
    this.svg.setPointerCapture(event.pointerId);
    const { pointerId: id, clientX: x, clientY: y } = event;
    this.drag = { sector, disc: sector.disc, id, x, y, last: this.angle(event) };
    this.tellAbout(sector);
  }

  pull(event) {
    const { drag } = this;
    if (drag?.id !== event.pointerId) return;
    drag.moved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > SLIP;
    const angle = this.angle(event);
    drag.disc.goal += mod(angle - drag.last + 180, 360) - 180;
    drag.last = angle;
    if (!drag.moved) return;
    drag.frame ||= requestAnimationFrame(() => {
      drag.frame = 0;
      this.spin(drag.disc, drag.disc.goal);
    });
  }

  release(event, lost = false) {
    const { drag } = this;
    if (drag?.id !== event.pointerId) return;
    this.drag = null;
    cancelAnimationFrame(drag.frame);
    if (drag.moved) this.turn(drag.disc, Math.round(drag.disc.goal / drag.disc.width) * drag.disc.width, SNAP);
    else this.bring(drag.disc, lost ? drag.disc.place : drag.sector.index, LINE_UP);
    this.tell();
  }

  press(disc, event) {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
    if (event.key in steps) this.step(disc, steps[event.key]);
    else if (event.key === "Home") this.bring(disc, 0, SNAP);
    else if (event.key === "End") this.bring(disc, disc.sectors.length - 1, SNAP);
    else return;
    event.preventDefault();
    this.tellAbout(disc.sectors[disc.place]);
    this.tell();
  }

  step(disc, by) {
    this.turn(disc, disc.goal - by * disc.width, SNAP);
    this.tell();
  }

  bring(disc, place, length) {
    const straight = -place * disc.width;
    this.turn(disc, straight + 360 * Math.round((disc.turn - straight) / 360), length);
  }

  turn(disc, goal, length) {
    const from = disc.turn;
    disc.stop?.();
    disc.goal = goal;
    disc.moving = true;
    this.hold(disc, mod(Math.round(-goal / disc.width), disc.sectors.length));
    disc.stop = tween(length, (part) => this.spin(disc, from + (goal - from) * part), () => this.settle(disc));
  }

  spin(disc, turn) {
    disc.turn = turn;
    disc.group.setAttribute("transform", `rotate(${turn.toFixed(2)})`);
    for (const sector of disc.sectors) {
      const stands = mod(sector.middle + turn, 360), low = stands > 90 && stands < 270;
      if (low !== sector.low) sector.along.setAttribute("href", `#${sector.arcs[(sector.low = low) ? 1 : 0]}`);
      this.upright(sector);
    }
    if (!disc.moving) this.hold(disc, mod(Math.round(-turn / disc.width), disc.sectors.length));
    if (this.drag || disc.moving) this.between.replaceChildren();
  }

  hold(disc, place) {
    disc.place = place;
    disc.outline.setAttribute("transform", `rotate(${place * disc.width})`);
    disc.sectors.forEach((sector) => sector.group.classList.toggle("on", sector.index === place));
  }

  settle(disc) {
    disc.moving = false;
    this.spin(disc, -disc.place * disc.width);
    disc.goal = disc.turn;
    const { label } = disc.sectors[disc.place], known = disc.choice.value;
    disc.group.dataset.rotation = disc.turn;
    disc.choice.value = disc.place;
    this.value(disc);
    if (known !== disc.choice.value && this.focused()?.closest(".turn button"))
      this.status.textContent = fill(this.words.on_line, { ring: disc.name, label });
    if (!this.discs.some((other) => other.moving)) this.join();
  }

  value(disc) {
    const sector = disc.sectors[disc.place], facts = this.facts(sector);
    disc.group.setAttribute("aria-valuenow", disc.place + 1);
    disc.group.setAttribute("aria-valuetext", `${sector.label}: ${facts.join(", ")}`);
    disc.facts.textContent = facts.join(" · ");
  }

  // The ripples between exactly the sectors on the reading line: outward on the left, inward on the right.
  join() {
    const drawn = { true: 0, false: 0 };
    const lines = this.links.filter((link) => link.from[0] !== link.to[0] && link.rows[this.month]?.[0]
      && [link.from, link.to].every(([disc, sector]) => this.discs[disc].place === sector));
    this.between.replaceChildren(...lines.flatMap((link) => {
      const from = this.discs[link.from[0]], to = this.discs[link.to[0]], outward = to.number > from.number;
      const away = Math.min(from.width, to.width) / 2 * (0.72 - 0.16 * (drawn[outward]++ % 4)) * (outward ? -1 : 1);
      const [a, b] = [from, to].map((disc) => (disc.base + disc.top) / 2), n = link.rows[this.month][0];
      const d = `M${at(a, away)}Q${at((a + b) / 2, away * 1.3)} ${at(b, away)}`;
      const words = this.words[link.hinders ? "hindering" : "ripples"][n === 1 ? 0 : 1];
      const text = fill(words, { n, from: from.sectors[from.place].label, to: to.sectors[to.place].label });
      const width = Math.min(1.4 + n * 0.7, 5);
      return [mark("path", { class: "halo", d, "stroke-width": width + 3 }),
        mark("path", { class: link.hinders ? "link hinders" : "link", d, "stroke-width": width,
          "marker-end": "url(#tip)", "data-n": n }, mark("title", { text }))];
    }));
  }

  turns(disc) {
    const named = (name) =>
      ({ "aria-label": fill(this.words[name], { ring: disc.name }), "data-at": `${name} ${disc.id}` });
    const button = (name, by) =>
      tag("button", { type: "button", ...named(name), onclick: () => this.step(disc, by) }, icon(name));
    disc.choice = tag("select", { ...named("choose"),
      onchange: () => { this.bring(disc, Number(disc.choice.value), LINE_UP); this.tell(); } },
      ...disc.sectors.map((sector) => tag("option", { value: sector.index, text: sector.label })));
    disc.swatch = tag("span", { class: "ringname", text: disc.name });
    disc.facts = tag("p", { class: "facts" });
    return tag("div", { class: "turn" },
      disc.swatch, button("previous", -1), disc.choice, button("next", 1), disc.facts);
  }

  // ---- time --------------------------------------------------------------------------------------------------------

  time() {
    const { last } = this, { months, first } = this.feed;
    this.slider = tag("input", { type: "range", min: 0, max: last, "aria-label": this.words.month, "data-at": "month",
      oninput: () => { this.pause(); this.move(Number(this.slider.value), GROW); }, onchange: () => this.tell() });
    this.slider.onkeydown = (event) => {
      const by = { PageUp: 12, PageDown: -12 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.pause();
      this.move(this.month + by, GROW);
      this.tell();
    };
    this.shown = tag("output", { "aria-hidden": "true" });
    this.player = tag("button", { type: "button", class: "wide", "data-at": "play",
      onclick: () => (this.playing ? this.pause() : this.play()) });
    this.label(this.player, this.playing ? "pause" : "play");
    const years = [...months.keys()].filter((index) => (first + index) % 12 === 0), every = Math.ceil(years.length / 8);
    const ticks = years.filter((_, index) => index % every === 0).map((index) =>
      tag("span", { text: (first + index) / 12, style: `--part:${last ? index / last : 0}` }));
    return tag("div", { class: "time" }, this.player, tag("div", { class: "months" }, this.shown, this.slider,
      tag("div", { class: "ticks", "aria-hidden": "true" }, ...ticks)));
  }

  label(button, name) {
    button.replaceChildren(icon(name), tag("span", { text: this.words[name] }));
  }

  play() {
    const { last } = this, pace = Math.max(150, Math.min(600, 24000 / (last + 1)));
    const next = () => {
      if (this.month >= last) return this.pause();
      this.move(this.month + 1, Math.min(GROW, pace), true);
      this.playing = setTimeout(next, pace);
    };
    if (this.month >= last) this.move(0, GROW);
    this.label(this.player, "pause");
    this.playing = setTimeout(next, pace);
  }

  pause() {
    if (!this.playing) return;
    clearTimeout(this.playing);
    this.playing = 0;
    this.label(this.player, "play");
    this.tell();
  }

  move(month, length, waves = false) {
    const { last, feed: { months, counted: counts, stone } } = this;
    this.month = Math.max(0, Math.min(last, month));
    const name = months[this.month], count = counts[this.month];
    const counted = fill(this.words.observations[count === 1 ? 0 : 1], { n: this.number.format(count) });
    const say = (where, text) => { this.root.querySelector(where).textContent = text; };
    say(".count", counted);
    say(".date", name);
    say(".big", this.number.format(count));
    say(".caption", [stone.name, counted, name, stone.filtered && this.words.filtered].filter(Boolean).join(" · "));
    // Writing the value while the reader moves it would swallow the browser's "change" on release.
    if (Number(this.slider.value) !== this.month) this.slider.value = this.month;
    this.slider.setAttribute("aria-valuetext", name);
    this.slider.parentNode.style.setProperty("--part", last ? this.month / last : 1);
    this.shown.textContent = name;
    this.grow(length, waves);
    this.discs.forEach((disc) => this.value(disc));
    if (!this.discs.some((disc) => disc.moving) && !this.drag) this.join();
    this.tellAbout(this.about);
  }

  grow(length, waves) {
    this.stopGrowing?.();
    const changes = this.discs.flatMap((disc) => disc.sectors).flatMap((sector) => {
      const row = sector.rows[this.month];
      if (row === sector.row && sector.grown) return [];
      sector.row = row;
      sector.grown = false;
      this.sign(sector, row);
      if (waves && row[FRESH]) this.wave(sector, row[SEEN_R]);
      return [{ sector, from: sector.shown.slice(), to: [row[SEEN_R], row[CONFIRMED_R], row[WANTED_R]] }];
    });
    this.stopGrowing = tween(length, (part) => {
      for (const { sector, from, to } of changes) this.paint(sector, from, to, part);
    });
  }

  sign(sector, row) {
    const signs = SIGNS.filter(([count]) => row[count]), open = row[SEEN_R] === null;
    sector.signs.replaceChildren(...signs.map(([, d], index) =>
      mark("g", { transform: `translate(${index * 22 - (signs.length - 1) * 11})` },
        mark("circle", { r: 9.5 }), mark("path", { d }))));
    sector.ask.textContent = open ? "?" : "";
    sector.group.classList.toggle("open", open);
    sector.group.classList.toggle("fresh", row[FRESH] > 0);
    this.upright(sector);
  }

  upright({ disc, ask, signs }) {
    const back = (-disc.turn).toFixed(2);
    for (const sign of [ask, signs])
      if (sign.hasChildNodes()) sign.setAttribute("transform", `translate(${sign.spot}) rotate(${back})`);
  }

  paint(sector, from, to, part) {
    const { base } = sector.disc, { row } = sector;
    const between = (start, end) =>
      (end === null || part === 1 ? end : (start ?? base) + (end - (start ?? base)) * part);
    const [seen, confirmed, wanted] = (sector.shown = to.map((end, index) => between(from[index], end)));
    const whole = seen === null ? "" : band(sector, base, seen);
    const line = seen !== null && (row[FRESH] || seen - base < 0.5);
    sector.seen.setAttribute("d", whole);
    sector.confirmed.setAttribute("d", confirmed === null ? "" : band(sector, base, confirmed));
    sector.hatch.setAttribute("d", row[NEGATIVES] ? whole : "");
    sector.wanted.setAttribute("d", wanted === null ? "" : arc(sector, wanted));
    sector.edge.setAttribute("d", line ? arc(sector, Math.max(seen, base + 1)) : "");
    if (part < 1) return;
    sector.grown = true;
    Object.assign(sector.group.dataset, { seen: seen ?? "", confirmed: confirmed ?? "", wanted: wanted ?? "" });
  }

  wave(sector, radius) {
    if (motionless.matches) return;
    const line = mark("path", { class: "wave", d: arc(sector, radius) }), scale = `scale(${(radius + 70) / radius})`;
    sector.group.append(line);
    const steps = [{ opacity: 0.9 }, { opacity: 0, transform: scale }];
    line.animate(steps, { duration: WAVE, easing: "ease-out" }).onfinish = () => line.remove();
  }

  // ---- words -------------------------------------------------------------------------------------------------------

  facts(sector) {
    const { words } = this, { row } = sector;
    const level = (key, value) => fill(words[key], { level: this.number.format(value) });
    return [row[WANTED] !== null && level("wanted", row[WANTED]),
      row[SEEN] === null ? words.not_seen : level("seen", row[SEEN]),
      row[CONFIRMED] !== null && level("confirmed", row[CONFIRMED]),
      ...[["n", N], ["fresh", FRESH], ["negatives", NEGATIVES], ["disputed", DISPUTED]].map(([key, place]) =>
        row[place] && fill(words[key], { n: this.number.format(row[place]) }))].filter(Boolean);
  }

  tellAbout(sector) {
    this.about = sector;
    if (!sector) return this.read.replaceChildren(this.words.hint);
    const { name, light } = sector.disc;
    this.read.replaceChildren(tag("span", { class: "ringname", text: name, style: `--full:${light[0]}` }),
      tag("strong", { text: sector.label }), ` ${this.facts(sector).join(" · ")}`);
  }

  // ---- the whole screen --------------------------------------------------------------------------------------------

  tools() {
    const tool = (name, onclick) => {
      const button = tag("button", { type: "button", class: `wide ${name}`, "data-at": name, onclick });
      this.label(button, name);
      return button;
    };
    this.presenter = tool("present", () => this.present());
    const reset = tool("reset", () => {
      this.discs.forEach((disc) => this.bring(disc, 0, LINE_UP));
      this.tell();
    });
    return tag("div", { class: "tools" }, reset, this.presenter);
  }

  async present() {
    if (this.root.classList.contains("presenting")) {
      if (document.fullscreenElement) await document.exitFullscreen();
      return this.stage(false);
    }
    try {
      await this.root.requestFullscreen();
    } catch {
      this.stage(true);
    }
  }

  stage(on) {
    if (on === this.root.classList.contains("presenting")) return;
    this.root.classList.toggle("presenting", on);
    this.label(this.presenter, on ? "leave" : "present");
    this.presenter.focus();
  }
}
