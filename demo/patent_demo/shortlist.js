// The patents on the shortlist, with their notes. What is on it is kept by kept.js.

function render() {
  const entries = window.patentShortlist ? window.patentShortlist.entries() : [];
  const list = element.querySelector('ol');
  element.querySelector('.none').hidden = entries.length > 0;
  list.replaceChildren(...entries.map((entry, i) => {
    const item = document.createElement('li');
    const paper = document.createElement('button');
    paper.type = 'button'; paper.className = 'paper';
    paper.setAttribute('aria-label', `Open ${entry.patent_id}`);
    if (entry.image) { const image = new Image(); image.src = entry.image; image.alt = ''; paper.append(image); }
    paper.onclick = () => trigger('open', { hit: { ...entry, image: undefined } });
    const title = document.createElement('h3');
    title.textContent = entry.title || 'Untitled design';
    const facts = document.createElement('p');
    facts.textContent = [entry.patent_id, entry.granted, entry.locarno].filter(Boolean).join('  ·  ');
    const label = document.createElement('label');
    label.textContent = 'Note';
    const note = document.createElement('textarea');
    note.rows = 3; note.maxLength = 4000; note.value = entry.note || '';
    note.oninput = () => window.patentShortlist.note(i, note.value);
    label.append(note);
    const remove = document.createElement('button');
    remove.type = 'button'; remove.className = 'plain'; remove.textContent = 'Remove';
    remove.setAttribute('aria-label', `Remove ${entry.patent_id} from the shortlist`);
    remove.onclick = () => window.patentShortlist.remove(i);
    const words = document.createElement('div');
    words.append(title, facts, label, remove);
    item.append(paper, words);
    return item;
  }));
}

document.addEventListener('patent:kept', render);
render();
