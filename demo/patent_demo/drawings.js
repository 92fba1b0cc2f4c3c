// The drawing box: choose, drop, paste, photograph or sketch; mark the region that matters.
// Drawings stay in this page; they are sent with a search and nowhere kept.
const MOST = 8;
const list = element.querySelector('.views');
const message = element.querySelector('.message');
const editor = element.querySelector('.editor');
const canvas = editor.querySelector('canvas');
const paint = canvas.getContext('2d');
const boxFields = [...editor.querySelectorAll('.box input')];
let open = -1;          // the drawing that is edited, -2 for a sketch
let tool = 'box';       // box, brush, pen or rubber
let mask = null;        // canvas of painted strokes
let picture = null;     // the edited picture
let box = null;

const read = () => { try { return JSON.parse(props.value || '{}').pictures || []; } catch { return []; } };
const write = (pictures, words = '') => {
  props.value = JSON.stringify({ pictures, message: words });
  render();
  trigger('change');
};
const say = (words, wrong = false) => { message.textContent = words; message.classList.toggle('wrong', wrong); };
const clean = (text) => String(text || '').replace(/[<>&"]/g, ' ');

function render() {
  const value = (() => { try { return JSON.parse(props.value || '{}'); } catch { return {}; } })();
  const pictures = value.pictures || [];
  element.classList.toggle('filled', pictures.length > 0);
  list.replaceChildren(...pictures.map((one, i) => {
    const item = document.createElement('li');
    const image = new Image();
    image.src = one.data; image.alt = `Your drawing ${i + 1}: ${clean(one.name)}`;
    const frame = document.createElement('span');
    frame.className = 'paper'; frame.append(image);
    if (Array.isArray(one.region)) {
      const mark = document.createElement('i');
      const [l, t, r, b] = one.region;
      frame.dataset.ratio = one.region.join();
      image.addEventListener('load', () => place(mark, image, [l, t, r, b]));
      frame.append(mark);
    }
    const name = document.createElement('span');
    name.className = 'name'; name.textContent = one.region ? `${one.name} (region)` : one.name;
    const act = (words, run, label) => {
      const button = document.createElement('button');
      button.type = 'button'; button.textContent = words; button.onclick = run;
      button.setAttribute('aria-label', label);
      return button;
    };
    const acts = document.createElement('span');
    acts.className = 'acts';
    acts.append(
      act('Region', () => edit(i), `Mark the region that matters in drawing ${i + 1}`),
      act('Remove', () => { close(); write(read().filter((_, j) => j !== i)); }, `Remove drawing ${i + 1}`));
    item.append(frame, name, acts);
    if (pictures.length > 1) item.append(weight(one, i));
    return item;
  }));
  if (value.message) say(value.message, true); else say('');
}

function place(mark, image, [l, t, r, b]) {
  const frame = image.parentElement.getBoundingClientRect(), shown = image.getBoundingClientRect();
  const ratio = Math.min(shown.width / image.naturalWidth, shown.height / image.naturalHeight);
  const w = image.naturalWidth * ratio, h = image.naturalHeight * ratio;
  const x = shown.left - frame.left + (shown.width - w) / 2, y = shown.top - frame.top + (shown.height - h) / 2;
  mark.style.cssText = `left:${x + l * w}px;top:${y + t * h}px;width:${(r - l) * w}px;height:${(b - t) * h}px`;
}

function weight(one, i) {
  const label = document.createElement('label');
  label.className = 'weight'; label.textContent = 'counts ';
  const select = document.createElement('select');
  for (const [value, words] of [[0.5, 'half'], [1, 'normally'], [2, 'double']]) {
    select.add(new Option(words, value, false, (one.weight || 1) === value));
  }
  select.onchange = () => { const all = read(); all[i].weight = Number(select.value); write(all); };
  label.append(select);
  return label;
}

async function add(files) {
  const room = MOST - read().length;
  const some = [...files].slice(0, Math.max(0, room));
  if (some.length < files.length) say(`At most ${MOST} drawings can ask together.`, true);
  if (!some.length) return;
  const large = some.find((file) => file.size > 16 * 2 ** 20);
  if (large) return say(`${large.name} has ${Math.round(large.size / 2 ** 20)} MB; at most 16 MB are taken.`, true);
  say('Reading…');
  const read64 = (file) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name || 'pasted.png', data: String(reader.result).split(',')[1] || '' });
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  try { trigger('added', { files: await Promise.all(some.map(read64)) }); } catch { say('A file could not be read.', true); }
}

function edit(i) {
  const one = read()[i];
  open = i; tool = 'box'; box = Array.isArray(one.region) ? one.region.slice() : null;
  picture = new Image();
  picture.onload = () => {
    const scale = Math.min(1, 1000 / Math.max(picture.naturalWidth, picture.naturalHeight));
    canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
    mask = document.createElement('canvas');
    mask.width = canvas.width; mask.height = canvas.height;
    if (typeof one.region === 'string') {
      tool = 'brush';
      const old = new Image();
      old.onload = () => { strokesFrom(old); show(); };
      old.src = one.region;
    }
    show(); begin();
  };
  picture.src = one.data;
}

function strokesFrom(old) {   // white on black becomes opaque on nothing
  const strokes = mask.getContext('2d');
  strokes.drawImage(old, 0, 0, mask.width, mask.height);
  const pixels = strokes.getImageData(0, 0, mask.width, mask.height);
  for (let p = 0; p < pixels.data.length; p += 4) pixels.data[p + 3] = pixels.data[p] > 127 ? 255 : 0;
  strokes.putImageData(pixels, 0, 0);
}

function sketch() {
  open = -2; tool = 'pen'; picture = null; box = null; mask = null;
  canvas.width = canvas.height = 900;
  paint.fillStyle = '#fff'; paint.fillRect(0, 0, 900, 900);
  begin();
}

function begin() {
  editor.hidden = false;
  editor.dataset.kind = open === -2 ? 'sketch' : 'region';
  for (const radio of editor.querySelectorAll('input[type=radio]')) radio.checked = radio.value === tool;
  canvas.focus({ preventScroll: true });
  canvas.scrollIntoView({ block: 'nearest' });
}

function close() { editor.hidden = true; open = -1; }

function show() {
  if (open < 0) return;
  paint.fillStyle = '#fff'; paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.drawImage(picture, 0, 0, canvas.width, canvas.height);
  if (tool === 'box' && box) {
    const [l, t, r, b] = box.map((v, i) => v * (i % 2 ? canvas.height : canvas.width));
    paint.fillStyle = 'rgba(255,255,255,.72)';
    paint.fillRect(0, 0, canvas.width, t); paint.fillRect(0, b, canvas.width, canvas.height - b);
    paint.fillRect(0, t, l, b - t); paint.fillRect(r, t, canvas.width - r, b - t);
    paint.strokeStyle = '#b03a20'; paint.lineWidth = Math.max(2, canvas.width / 300);
    paint.strokeRect(l, t, r - l, b - t);
  }
  if (tool === 'brush') {
    paint.save(); paint.globalAlpha = 0.35; paint.drawImage(mask, 0, 0); paint.restore();
  }
  editor.querySelector('.box').hidden = tool !== 'box';
  boxFields.forEach((field, i) => {
    if (document.activeElement !== field) field.value = Math.round(100 * (box ? box[i] : i < 2 ? 0 : 1));
  });
}

let from = null;
const at = (event) => {
  const area = canvas.getBoundingClientRect();
  const clip = (v) => Math.max(0, Math.min(1, v));
  return [clip((event.clientX - area.left) / area.width), clip((event.clientY - area.top) / area.height)];
};
function stroke(context, a, b, width, colour) {
  context.strokeStyle = colour; context.lineWidth = width; context.lineCap = 'round';
  context.beginPath();
  context.moveTo(a[0] * canvas.width, a[1] * canvas.height);
  context.lineTo(b[0] * canvas.width, b[1] * canvas.height + 0.01);
  context.stroke();
}
function drawTo(event) {
  const to = at(event);
  if (tool === 'box') {
    box = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];
    return show();
  }
  if (tool === 'brush') stroke(mask.getContext('2d'), from, to, canvas.width / 12, '#b03a20');
  if (tool === 'pen') stroke(paint, from, to, 5, '#000');
  if (tool === 'rubber') stroke(paint, from, to, 40, '#fff');
  from = to; show();
}
canvas.addEventListener('pointerdown', (event) => {
  from = at(event); canvas.setPointerCapture(event.pointerId); event.preventDefault();
  if (tool !== 'box') drawTo(event);
});
canvas.addEventListener('pointermove', (event) => { if (from) drawTo(event); });
for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => { from = null; });

boxFields.forEach((field, i) => field.addEventListener('input', () => {
  box = (box || [0, 0, 1, 1]).slice();
  box[i] = Math.max(0, Math.min(100, Number(field.value) || 0)) / 100;
  show();
}));
editor.addEventListener('change', (event) => { if (event.target.type === 'radio') { tool = event.target.value; show(); } });
editor.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
editor.querySelector('.clear').onclick = () => {
  if (open === -2) return sketch();
  box = null; mask.getContext('2d').clearRect(0, 0, mask.width, mask.height); show();
};
editor.querySelector('.cancel').onclick = close;
editor.querySelector('.done').onclick = () => {
  if (open === -2) {
    const data = canvas.toDataURL('image/png').split(',')[1];
    close(); say('Reading…');
    return trigger('added', { files: [{ name: 'sketch.png', data }] });
  }
  const all = read();
  all[open].region = tool === 'box' ? boxRegion() : painted();
  close(); write(all);
};
const boxRegion = () => (box && box[2] - box[0] > 0.01 && box[3] - box[1] > 0.01 ? box : null);
function painted() {
  const page = document.createElement('canvas');
  page.width = mask.width; page.height = mask.height;
  const on = page.getContext('2d');
  on.drawImage(mask, 0, 0);
  const pixels = on.getImageData(0, 0, page.width, page.height);
  let marked = 0;
  for (let p = 0; p < pixels.data.length; p += 4) {
    const white = pixels.data[p + 3] > 60 ? 255 : 0;
    marked += white ? 1 : 0;
    pixels.data[p] = pixels.data[p + 1] = pixels.data[p + 2] = white; pixels.data[p + 3] = 255;
  }
  if (!marked) return null;
  on.putImageData(pixels, 0, 0);
  return page.toDataURL('image/png');
}

element.querySelectorAll('input[type=file]').forEach((input) => input.addEventListener('change', () => {
  add(input.files); input.value = '';
}));
element.querySelector('.sketch').onclick = sketch;
for (const kind of ['dragenter', 'dragover']) element.addEventListener(kind, (event) => {
  event.preventDefault(); element.classList.add('over');
});
element.addEventListener('dragleave', () => element.classList.remove('over'));
element.addEventListener('drop', (event) => {
  event.preventDefault(); element.classList.remove('over'); add(event.dataTransfer.files);
});
document.addEventListener('paste', (event) => {
  if (element.isConnected && element.offsetParent && event.clipboardData.files.length) {
    event.preventDefault(); add(event.clipboardData.files);
  }
});
window.addEventListener('resize', render);
watch('value', render);
render();
