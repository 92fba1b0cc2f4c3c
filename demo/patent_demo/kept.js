// The shortlist: kept in this browser tab only (session storage), sent to the server only to be exported.
const KEY = 'patent-shortlist';
let entries = [];
try { entries = JSON.parse(sessionStorage.getItem(KEY) || '[]'); } catch { entries = []; }

function store(reason) {
  try { sessionStorage.setItem(KEY, JSON.stringify(entries)); } catch { /* full or closed: kept in the page alone */ }
  props.value = JSON.stringify(entries.map(({ image, ...entry }) => entry));
  if (reason) document.dispatchEvent(new CustomEvent('patent:kept', { detail: reason }));
}
window.patentShortlist = {
  entries: () => entries,
  ids: () => entries.map((entry) => entry.patent_id),
  note: (i, words) => { entries[i].note = words; store(''); },
  remove: (i) => { entries.splice(i, 1); store('list'); },
};
document.addEventListener('patent:keep', (event) => {
  const [hit, image] = event.detail;
  const place = entries.findIndex((entry) => entry.patent_id === hit.patent_id);
  if (place >= 0) entries.splice(place, 1); else entries.push({ ...hit, image, note: '' });
  store('list');
});
setTimeout(() => store('list'), 0);
