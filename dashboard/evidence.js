// What stands behind one row: the sentences in context, the arithmetic, the rules, and what the desk made of it.
import {article, failed, get, request, root} from './api.js';
import {marked} from './article.js';
import {$, badge, button, CodePoints, copy, fill, h, outside, plural, relations} from './dom.js';

const CONTEXT = 160;

function original(url, text) {
  if (!/^https?:/.test(url ?? '')) return null;
  const fragment = text.split(/\s+/).slice(0, 8).join(' ');
  return h('a', {href: `${url.split('#')[0]}#:~:text=${encodeURIComponent(fragment)}`, rel: 'noreferrer noopener', target: '_blank'}, 'at the source');
}

// The claim's sentence with a little around it; the words that carry the value are marked.
function quoted(points, claim, cell) {
  const from = Math.max(0, claim.start - CONTEXT);
  const to = Math.min(points.length, claim.end + CONTEXT);
  const span = cell && cell.start >= from && cell.end <= to ? cell : claim;
  return h('blockquote', {}, h('p', {dir: 'auto'}, from ? '…' : '', marked(points, from, to, [span]), to < points.length ? '…' : ''));
}

function speaker(analysis, claim) {
  const speech = claim.attribution === null ? null : analysis.attributions[claim.attribution];
  if (!speech) return null;
  return outside('p', [speech.source?.name ?? speech.source?.text ?? 'nobody named', speech.cue?.text].filter(Boolean).join(' · '), {class: 'soft'});
}

async function memberItem(member) {
  const stored = await article(member.article_id);
  const {analysis} = stored;
  const claim = analysis.claims[member.claim];
  const points = new CodePoints(analysis.article.text);
  const link = new URL(`articles/${member.article_id}#claim-${member.claim}`, root).href;
  const name = stored.source ?? stored.title ?? 'unknown';
  const buttons = [
    button('Copy sentence', () => copy(claim.text, 'sentence')),
    button('citation', () => copy(`“${claim.text}” (${[name, stored.published_at, stored.url].filter(Boolean).join(', ')})`, 'citation')),
    button('curl', () => copy(`curl -s ${new URL(`v1/articles/${member.article_id}/claims`, root).href}`, 'command')),
    button('permalink', () => copy(link, 'permalink')),
  ];
  return h('li', {}, h('p', {}, h('a', {href: link, class: 'source'}, outside('span', name)), ' ', h('small', {}, stored.published_at ?? '')),
    speaker(analysis, claim), quoted(points, claim, member.cell), h('p', {class: 'row'}, buttons, original(stored.url, claim.text)));
}

function traceList(explained) {
  return explained.pairs.map(pair => [h('p', {}, outside('q', pair.left.text), ` ${relations[pair.relation].sign} `, outside('q', pair.right.text)),
    h('dl', {class: 'trace'}, pair.steps.map(step => [h('dt', {}, `${step.rule}: ${step.verdict}`), outside('dd', step.detail)]))]);
}

function trace(id) {
  const details = h('details', {}, h('summary', {}, 'Rules that decided'));
  details.addEventListener('toggle', async () => {
    if (details.children.length > 1) return;
    try {
      details.append(...traceList(await get(`v1/alignments/${id}/explain`)).flat());
    } catch (error) {
      details.append(h('p', {class: 'problem'}, error.message));
    }
  });
  return details;
}

// State and note. A change that another editor made meanwhile is shown, not overwritten.
function desk(alignment, etag, again) {
  const state = h('select', {'aria-label': 'State'}, ['open', 'resolved', 'dismissed'].map(name => h('option', {selected: name === alignment.state}, name)));
  const note = h('textarea', {rows: 2, 'aria-label': 'Note', placeholder: 'Note of the desk'}, alignment.note ?? '');
  const told = h('p', {role: 'status'});
  async function save() {
    try {
      await request('PATCH', `v1/alignments/${alignment.id}`, {body: JSON.stringify({state: state.value, note: note.value || null}), headers: {'If-Match': etag}});
      again();
    } catch (error) {
      if (error.status !== 412) return void fill(told, h('span', {class: 'problem'}, error.message));
      fill(told, h('span', {class: 'problem'}, 'Somebody changed it meanwhile; your words are still here. '), button('Show theirs', again));
    }
  }
  return h('section', {'aria-label': 'State and note'}, h('p', {class: 'row'}, state, button('Save', save)), note, told);
}

export async function showEvidence(pane, id) {
  pane.dataset.id = id;
  try {
    const answer = await request('GET', `v1/alignments/${id}`);
    const alignment = await answer.json();
    const members = await Promise.all(alignment.members.map(member => memberItem(member)));
    if (pane.dataset.id !== id) return;
    fill(pane, h('p', {}, badge(alignment.relation), ' ', h('small', {}, alignment.independent_origins ? plural(alignment.independent_origins, 'origin') : '')),
      outside('h2', alignment.topic), alignment.differences.map(difference => outside('p', `${difference.kind}: ${difference.explanation}`, {class: 'arithmetic'})),
      h('ol', {class: 'evidence'}, members), trace(id), desk(alignment, answer.headers.get('ETag'), () => showEvidence(pane, id)));
  } catch (error) {
    failed(error);
    fill(pane, h('p', {class: 'problem'}, error.message));
  }
}

export const clearEvidence = pane => fill(pane, h('p', {class: 'soft'}, 'Choose a row to see its sentences.'), $('template', pane));
