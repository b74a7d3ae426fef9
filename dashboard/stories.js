// The stories, by the last change of a value; and search over all that is stored.
import {failed, get, query, root} from './api.js';
import {$, badge, fill, h, minute, outside, plural} from './dom.js';
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

const kinds = [
  {path: 'v1/articles', list: 'articles', name: 'Articles', text: found => found.title ?? '(untitled)', link: found => `articles/${found.id}`},
  {path: 'v1/claims', list: 'claims', name: 'Claims', text: found => found.text, link: found => `articles/${found.article.id ?? found.article}`},
  {path: 'v1/quotes', list: 'quotes', name: 'Quotes', text: found => found.content?.text ?? found.text, link: found => `articles/${found.article.id ?? found.article}`},
];

async function find(kind, q, signal) {
  const answer = await get(kind.path + query({q, limit: 20}), {signal});
  const found = answer[kind.list];
  return found.length ? [h('h2', {}, kind.name), h('ul', {}, found.map(one => h('li', {}, h('a', {href: new URL(kind.link(one), root)}, outside('span', kind.text(one))),
    ' ', outside('small', [one.source, one.speaker, one.published_at].filter(text => typeof text === 'string').join(' · ')))))] : [];
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
