// What joins the parts: a patent lies over the results, the keyboard, and files made in the page.
() => {
  document.body.classList.remove('dark');
  const found = document.querySelector('#found'), results = document.querySelector('#results'), detail = document.querySelector('#detail');
  let last = null;   // the card that was opened
  const cards = () => [...results.querySelectorAll('.card')];
  const idOf = (node) => JSON.parse(node.dataset.hit).patent_id;
  const over = (on) => found.classList.toggle('patent-open', on);
  const isOpen = () => found.classList.contains('patent-open');

  document.addEventListener('patent:results', () => {
    over(false); last = null;
    found.classList.toggle('patent-found', cards().length > 0);
    const heading = results.querySelector('h2');
    if (!heading) return;
    heading.focus({ preventScroll: true });
    const top = heading.getBoundingClientRect().top;
    if (top < 0 || top > window.innerHeight * 0.7) heading.scrollIntoView({ block: 'start' });
  });
  document.addEventListener('patent:detail', () => {
    const article = detail.querySelector('article');
    if (!article) return over(false);
    const id = idOf(article), fresh = last !== id || !isOpen();
    last = id; over(true);
    const place = cards().map(idOf).indexOf(id), steps = article.querySelectorAll('[data-step]');
    steps[0].disabled = place <= 0; steps[1].disabled = place < 0 || place === cards().length - 1;
    if (!fresh) return;
    article.querySelector('h2').focus({ preventScroll: true });
    detail.scrollIntoView({ block: 'start' });
  });
  const closePatent = () => {
    if (!isOpen()) return;
    over(false);
    const card = cards().find((node) => idOf(node) === last);
    if (card) { card.querySelector('[data-open]').focus(); card.scrollIntoView({ block: 'center' }); }
  };
  const step = (id, by) => {
    const all = cards(), next = all[all.map(idOf).indexOf(id) + by];
    if (next) next.querySelector('[data-open]').click();
  };
  document.addEventListener('patent:close', closePatent);
  document.addEventListener('patent:step', (event) => step(event.detail[0].patent_id, event.detail[1]));
  document.addEventListener('keydown', (event) => {
    if (!isOpen() || event.target.closest('input, textarea, select, [role=listbox]')) return;
    if (event.key === 'Escape') closePatent();
    if (event.key === 'ArrowRight') step(last, 1);
    if (event.key === 'ArrowLeft') step(last, -1);
  });
  document.addEventListener('patent:file', (event) => {
    const { name, type, text } = event.detail;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    document.body.append(link); link.click(); link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
}
