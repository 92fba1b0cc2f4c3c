// Results and one patent: opening, stepping, comparing, shortlisting. The server is asked with the hit that is shown.
const hitOf = (node) => JSON.parse(node.closest('[data-hit]').dataset.hit);
const kept = () => (window.patentShortlist ? window.patentShortlist.ids() : []);

function mark() {
  for (const node of element.querySelectorAll('[data-hit]')) {
    const button = node.querySelector('[data-keep]');
    if (!button) continue;
    const on = kept().includes(hitOf(node).patent_id);
    button.setAttribute('aria-pressed', on);
    button.textContent = on ? 'On the shortlist' : 'Shortlist';
  }
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const has = (name) => button.hasAttribute(`data-${name}`);
  if (has('again')) return trigger('again');
  if (has('close')) return document.dispatchEvent(new CustomEvent('patent:close'));
  if (has('step')) {
    return document.dispatchEvent(new CustomEvent('patent:step', { detail: [hitOf(button), Number(button.dataset.step)] }));
  }
  if (has('keep')) {
    const shown = button.closest('[data-hit]');
    const paper = shown.querySelector('.open .paper img') || shown.querySelector('.figures [aria-pressed=true] img');
    return document.dispatchEvent(new CustomEvent('patent:keep', { detail: [hitOf(button), paper ? paper.src : ''] }));
  }
  if (has('more')) return trigger('more', { patent_id: hitOf(button).patent_id });
  if (has('open')) return trigger('open', { hit: hitOf(button) });
  const article = button.closest('article');
  if (!article) return;
  const shown = { hit: hitOf(button), view: Number(article.dataset.view), figure: article.dataset.figure };
  if (has('heat')) return trigger('compare', { ...shown, heat: button.dataset.heat !== 'off' });
  if (has('view-of')) return trigger('compare', { ...shown, view: Number(button.dataset.viewOf), figure: '', heat: false });
  if (has('figure-of')) return trigger('compare', { ...shown, figure: button.dataset.figureOf, heat: false });
});

document.addEventListener('patent:kept', mark);
watch('value', () => {
  mark();
  if (element.closest('#results')) document.dispatchEvent(new CustomEvent('patent:results'));
  if (element.closest('#detail')) document.dispatchEvent(new CustomEvent('patent:detail'));
});
mark();
