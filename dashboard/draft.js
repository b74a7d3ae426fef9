// The draft drawer: a text held against stored coverage. It is kept nowhere, and cleared when the drawer closes.
import {request} from './api.js';
import {$, badge, button, fill, h, outside} from './dom.js';

function finding(sentence, found) {
  const {article} = found;
  return h('li', {class: found.relation}, badge(found.relation), ' ',
    h('a', {href: new URL(`../articles/${article.id}`, import.meta.url)}, outside('span', article.source ?? article.title ?? 'untitled')), ': ',
    outside('q', found.stored_sentence.text), h('p', {class: 'arithmetic', dir: 'auto'}, found.explanation));
}

function sentenceItem(sentence) {
  return h('li', {}, outside('p', sentence.text), h('ul', {}, sentence.findings.map(found => finding(sentence, found))));
}

async function check(text, output) {
  fill(output, h('p', {}, 'Checking…'));
  try {
    const answer = await (await request('POST', 'v1/check', {body: text, type: 'text/plain; charset=utf-8'})).json();
    const told = answer.sentences.filter(sentence => sentence.findings.length);
    fill(output, h('p', {}, told.length ? `Held against ${answer.compared} articles.`
      : `Nothing in ${answer.compared} stored articles speaks to this draft.`), h('ol', {class: 'findings'}, told.map(sentenceItem)));
  } catch (problem) {
    fill(output, h('p', {class: 'problem'}, problem.message));
  }
}

export function openDraft() {
  if ($('#draft')) return void $('#draft textarea').focus();
  const text = h('textarea', {rows: 10, 'aria-label': 'Draft', placeholder: 'Paste the draft here', autocomplete: 'off', spellcheck: 'false'});
  const output = h('div', {'aria-live': 'polite'});
  const drawer = h('section', {id: 'draft', class: 'drawer', 'aria-label': 'Draft check'},
    h('header', {}, h('h2', {}, 'Draft'), h('p', {}, 'Not stored, not sent. Cleared when you close it.'), button('Close', close)),
    text, button('Check', () => check(text.value, output), {class: 'main'}), output);
  function close() {
    text.value = '';
    drawer.remove();
  }
  drawer.addEventListener('keydown', event => { if (event.key === 'Escape') close(); });
  window.addEventListener('pagehide', close, {once: true});
  $('#drawer').append(drawer);
  text.focus();
}
