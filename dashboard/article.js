// One article: claims in the margin, what was removed and repaired, its versions.
import {article, failed, get, query} from './api.js';
import {$, $$, badge, button, CodePoints, fill, h, outside, plural} from './dom.js';

// Text with some spans marked; spans are in order and apart from each other.
export function marked(points, from, to, spans) {
  const parts = [];
  let at = from;
  for (const span of spans) {
    parts.push(points.slice(at, span.start), h('mark', {}, points.slice(span.start, span.end)));
    at = span.end;
  }
  parts.push(points.slice(at, to));
  return parts;
}

function showClaim(points, claim, item) {
  const text = $('#text');
  for (const other of $$('.margin li.chosen')) other.classList.remove('chosen');
  item.classList.add('chosen');
  fill(text, h('p', {dir: 'auto', class: 'whole'}, marked(points, 0, points.length, [claim])));
  $('mark', text).scrollIntoView({block: 'center'});
}

const words = {
  quantity: found => `${found.text}: ${found.value}${found.unit ? ' ' + found.unit : ''}`,
  time: found => `${found.text}: ${found.value}`,
};

function claimItem(analysis, points, claim, index) {
  const speech = claim.attribution === null ? null : analysis.attributions[claim.attribution];
  const facts = [
    claim.polarity === 'negated' ? 'negated' : null,
    claim.modality === 'asserted' ? null : claim.modality,
    speech?.source ? `${speech.source.name ?? speech.source.text} ${speech.cue?.text ?? ''}` : null,
    ...claim.quantities.map(i => words.quantity(analysis.quantities[i])),
    ...claim.times.map(i => words.time(analysis.times[i])),
  ].filter(Boolean);
  const item = h('li', {id: `claim-${index}`});
  return fill(item, button(outside('span', claim.text), () => showClaim(points, claim, item)), h('br'), outside('small', facts.join(' · ')));
}

function removedBlocks(removed) {
  if (!removed.length) return null;
  return h('details', {class: 'removed'}, h('summary', {}, `Removed: ${plural(removed.length, 'block')}`),
    removed.map(block => [h('h3', {}, block.kind), outside('pre', block.text)]));
}

const repairWords = {confusables: 'look-alike letters'};
function repairs(list) {
  return list.map(repair => h('span', {class: 'badge single'}, `${repair.count} ${repairWords[repair.kind] ?? repair.kind} repaired`));
}

const signs = {added: '+', removed: '−', changed: '≠'};
function changeItem({change, before, after, relation, explanation}) {
  return h('li', {}, `${signs[change]} `, before ? h('del', {}, outside('span', before.text)) : null, before && after ? ' → ' : null,
    after ? h('ins', {}, outside('span', after.text)) : null, relation ? [' ', badge(relation)] : null, explanation ? outside('p', explanation, {class: 'arithmetic'}) : null);
}

async function versions(id) {
  const {versions: newest} = await get(`v1/articles/${id}/versions`);
  const list = newest.reverse();
  if (list.length < 2) return null;
  const place = h('div', {'aria-live': 'polite'});
  const steps = list.slice(1).map((version, i) => button(`${list[i].version} → ${version.version}`, async () => {
    const {changes, unchanged} = await get(`v1/articles/${id}/diff` + query({from: list[i].version, to: version.version}));
    fill(place, h('ul', {}, changes.map(changeItem)), h('p', {class: 'soft'}, `${plural(unchanged, 'claim')} unchanged`));
  }));
  return h('section', {class: 'versions'}, h('h2', {}, plural(list.length, 'version')), h('p', {class: 'row'}, steps), place);
}

export async function articlePage(id) {
  try {
    const {analysis} = await article(id);
    const points = new CodePoints(analysis.article.text);
    const margin = $('.margin');
    fill(margin, h('p', {class: 'row'}, repairs(analysis.article.repairs)), h('h2', {}, plural(analysis.claims.length, 'claim')),
      h('ol', {}, analysis.claims.map((claim, i) => claimItem(analysis, points, claim, i))), removedBlocks(analysis.article.removed));
    const chosen = /^#claim-(\d+)$/.exec(location.hash);
    if (chosen && analysis.claims[chosen[1]]) showClaim(points, analysis.claims[chosen[1]], $(location.hash));
    const history = await versions(id).catch(() => null);
    if (history) margin.append(history);
  } catch (error) {
    failed(error);
  }
}
