// One story: its matrix, the evidence of the chosen row, its timeline.
import {failed, get, query, root} from './api.js';
import {$, badge, button, fill, h, outside} from './dom.js';
import {showEvidence} from './evidence.js';
import {bind} from './keys.js';
import {onEvents} from './live.js';
import {Matrix} from './matrix.js';
import {look, storyList} from './stories.js';
import {showTimeline} from './timeline.js';

// What stands in no row: statements that only one outlet makes. Asked for when unfolded, page by page.
async function singles(id, matrix, place) {
  const told = new Set(matrix.rows.flatMap(row => row.cells.flatMap(cell => cell.told.map(member => `${member.article_id} ${member.claim}`))));
  const names = new Map(matrix.columns.flatMap(column => column.articles.map(article => [article.id, column.name])));
  const found = [];
  for (let cursor; cursor !== null;) {
    const page = await get('v1/claims' + query({story: id, limit: 200, cursor}));
    found.push(...page.claims.filter(claim => names.has(claim.article) && !told.has(`${claim.article} ${claim.claim}`)));
    cursor = page.next;
  }
  const item = claim => h('li', {}, h('a', {href: new URL(`articles/${claim.article}#claim-${claim.claim}`, root)}, outside('span', claim.text)));
  fill(place, [...new Set(names.values())].map(name => {
    const claims = found.filter(claim => names.get(claim.article) === name);
    return claims.length ? [outside('h3', name), h('ul', {}, claims.map(item))] : null;
  }));
}

function singlesFold(id, current) {
  const place = h('div', {'aria-live': 'polite'});
  const fold = h('details', {id: 'singles'}, h('summary', {}, badge('single'), ' What only one outlet says'), place);
  fold.addEventListener('toggle', () => { if (fold.open) singles(id, current(), place).catch(failed); });
  return fold;
}

export async function storyPage(id) {
  const pane = $('#evidence');
  const state = {relation: '', asOf: null, collapse: ''};
  const matrix = new Matrix(row => showEvidence(pane, row));
  const timeline = $('#timeline');

  let asked = 0;
  async function load() {
    const own = ++asked;
    const answer = await get(`v1/stories/${id}/matrix` + query({as_of: state.asOf, collapse: state.collapse, relation: state.relation}));
    if (own !== asked) return; // a later question stands: this answer was slow
    const begun = performance.now();
    matrix.show(answer, !state.relation);
    performance.measure('matrix', {start: begun});
  }
  const reload = () => load().catch(failed);

  function choice(label, name, options) {
    const select = h('select', {onchange: () => { state[name] = select.value; reload(); }}, options.map(([value, word]) => h('option', {value}, word)));
    return h('label', {}, `${label} `, select);
  }
  fill($('#filters'), choice('Show', 'relation', [['', 'all'], ['conflict', '≠ conflicts'], ['compatible', '≈ compatible'], ['agree', '= agreements']]),
    choice('Columns', 'collapse', [['', 'each source'], ['origin', 'by origin']]), h('a', {href: new URL(`../v1/stories/${id}/report`, import.meta.url)}, 'Report'), button('Print', () => print()));

  await load().then(() => fill($('#matrix'), matrix.element, singlesFold(id, () => matrix.matrix))).catch(failed);
  showTimeline(timeline, id, time => { state.asOf = time; reload(); }).catch(failed);
  get(`v1/stories/${id}`).then(look).catch(failed);

  let waiting;
  onEvents(event => {
    if (event.kind !== 'resync' && event.story !== id) return;
    waiting ??= setTimeout(() => { waiting = undefined; if (!state.asOf) reload(); }, 150);
  });

  bind('j', 'next row', () => matrix.move(1, 0));
  bind('k', 'row before', () => matrix.move(-1, 0));
  bind('l', 'next column', () => matrix.move(0, 1));
  bind('h', 'column before', () => matrix.move(0, -1));
  bind('c', 'conflicts only, or all', () => {
    const select = $('#filters select');
    select.value = select.value === 'conflict' ? '' : 'conflict';
    select.dispatchEvent(new Event('change'));
  });
  bind('p', 'print', () => print());
  const list = $('#stories');
  return list ? storyList(list, id) : null;
}
