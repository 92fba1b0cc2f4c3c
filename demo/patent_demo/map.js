// The map: press a point, or walk from point to point with the arrow keys.
const points = () => [...element.querySelectorAll('circle')];
const place = (point) => [Number(point.getAttribute('cx')), Number(point.getAttribute('cy'))];

function go(point) {
  for (const other of element.querySelectorAll('circle.on')) other.classList.remove('on');
  for (const other of element.querySelectorAll('circle[tabindex="0"]')) other.setAttribute('tabindex', -1);
  point.classList.add('on');
  point.setAttribute('tabindex', 0);
  point.parentNode.append(point);
  point.focus({ preventScroll: true });
  trigger('look', { patent_id: point.dataset.patent });
}

element.addEventListener('click', (event) => { if (event.target.matches('circle')) go(event.target); });
element.addEventListener('keydown', (event) => {
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
  if (!event.target.matches('circle')) return;
  if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); return go(event.target); }
  if (!way) return;
  event.preventDefault(); event.stopPropagation();
  const [x, y] = place(event.target);
  let best = null, least = Infinity;
  for (const point of points()) {
    const [px, py] = place(point), along = (px - x) * way[0] + (py - y) * way[1];
    if (along <= 0) continue;
    const across = Math.abs((px - x) * way[1] + (py - y) * way[0]);
    const far = along + 2.5 * across;
    if (far < least) { least = far; best = point; }
  }
  if (best) go(best);
});
