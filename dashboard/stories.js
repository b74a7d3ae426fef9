// The stories, by the last change of a value; and search over all that is stored.
import {failed, get, query, root} from './api.js';
import {marked} from './article.js';
import {$, badge, CodePoints, fill, h, minute, outside, plural} from './dom.js';
import {onEvents} from './live.js';

const SEEN = 'claimd-seen';
const seen = JSON.parse(localStorage.getItem(SEEN) ?? '{}');

export function look(story) {
  seen[story.id] = story.changed_at;
  localStorage.setItem(SEEN, JSON.stringify(seen));
}

const changed = story => story.value_changed_at ?? story.changed_at;

function storyItem(story, current) {
  const counts = story.relations ?? {};
  const isNew = story.id !== current && (seen[story.id] ?? '') < story.changed_at;
  return h('li', {class: isNew ? 'new' : null},
    h('a', {href: new URL(`stories/${story.id}`, root), 'aria-current': story.id === current ? 'page' : null}, outside('span', story.title ?? '(untitled)', {class: 'title'})),
    isNew ? h('small', {}, ' new') : null, h('div', {class: 'counts'},
      `${plural(story.articles.length, 'article')}, ${plural(story.independent_accounts, 'account')}, ${minute(changed(story))} `,
      ['conflict', 'compatible', 'agree'].filter(kind => counts[kind]).map(kind => [badge(kind, counts[kind]), ' '])));
}

async function renew(list, current) {
  const {stories} = await get('v1/stories' + query({limit: 100}));
  stories.sort((a, b) => (changed(a) < changed(b) ? 1 : -1));
  fill(list, stories.map(story => storyItem(story, current)));
}

// ---- search

// The words with their marks, as the service counts them: in code points.
function highlighted({text, marks}) {
  const points = new CodePoints(text);
  return h('span', {dir: 'auto'}, marked(points, 0, points.length, marks.map(([start, end]) => ({start, end}))));
}

// Words are looked for in texts, names among those who are told of and those who speak.
const kinds = [
  {path: 'v1/articles', by: 'q', list: 'articles', name: 'Articles', link: found => `articles/${found.id}`,
    show: found => [outside('span', found.title ?? '(untitled)'), h('br'), found.highlight ? h('small', {}, highlighted(found.highlight.text)) : null]},
  {path: 'v1/claims', by: 'entity', list: 'claims', name: 'Claims about it', link: found => `articles/${found.article}#claim-${found.claim}`,
    show: found => outside('span', found.text)},
  {path: 'v1/quotes', by: 'speaker', list: 'quotes', name: 'Quotes by them', link: found => `articles/${found.article}`, show: found => outside('q', found.text)},
];

async function find(kind, q, signal) {
  const found = (await get(kind.path + query({[kind.by]: q, limit: 20}), {signal}))[kind.list];
  const item = one => h('li', {}, h('a', {href: new URL(kind.link(one), root)}, kind.show(one)), ' ', outside('small', one.source));
  return found.length ? [h('h2', {}, kind.name), h('ul', {}, found.map(item))] : [];
}

function searchBox(results, list) {
  let running;
  let timer;
  const input = h('input', {type: 'search', id: 'search', placeholder: 'Search stories, claims, quotes', 'aria-label': 'Search'});
  async function run() {
    running?.abort();
    running = new AbortController();
    const q = input.value.trim();
    list.hidden = q !== '';
    if (!q) return void fill(results);
    try {
      const parts = await Promise.all(kinds.map(kind => find(kind, q, running.signal)));
      fill(results, parts.flat().length ? parts : h('p', {}, 'Nothing found.'));
    } catch (error) {
      failed(error);
    }
  }
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(run, 200); });
  return input;
}

export async function storyList(list, current) {
  const results = h('div', {id: 'results', 'aria-live': 'polite'});
  list.before(searchBox(results, list), results);
  let waiting;
  onEvents(event => {
    if (!/^(story|conflict|value|resync|alignment)/.test(event.kind)) return;
    waiting ??= setTimeout(() => { waiting = undefined; renew(list, current).catch(failed); }, 300);
  });
  await renew(list, current).catch(failed);
  return () => $('#search').focus();
}
