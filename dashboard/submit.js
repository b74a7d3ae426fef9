// Articles come in by paste, drop or file: an address, a text, a page.
import {request, send} from './api.js';
import {$, announce, button, fill, h, outside} from './dom.js';

const isAddress = text => /^https?:\/\/\S+$/.test(text);
const isPage = text => /^\s*(<!doctype html|<html)/i.test(text);

// A job is asked about until it ends; the service holds the answer back while nothing changes.
async function follow(job, say) {
  for (;;) {
    const state = await (await request('GET', `v1/jobs/${job}`, {headers: {Prefer: 'wait=20'}})).json();
    if (state.state === 'done') return state.article;
    if (state.state === 'failed') throw new Error(state.problem?.detail ?? 'the page could not be fetched');
    say(state.state);
  }
}

async function store(item, say) {
  const {text, source, published_at} = item;
  const facts = Object.fromEntries(Object.entries({source, published_at}).filter(([, value]) => value));
  const body = isAddress(text) ? {url: text, ...facts} : {[isPage(text) ? 'html' : 'text']: text, ...facts};
  const answer = await send('POST', 'v1/articles', body);
  return answer.story ? answer : {id: await follow(answer.id, say)};
}

async function run(items, list, close) {
  for (const item of items) {
    const state = h('span', {}, 'storing…');
    list.append(h('li', {}, outside('b', item.name), ' ', state));
    try {
      const answer = await store(item, word => { state.textContent = word; });
      fill(state, 'stored: ', h('a', {href: new URL(`../articles/${answer.id}`, import.meta.url)}, 'read it'), answer.story
        ? [', ', h('a', {href: new URL(`../stories/${answer.story}`, import.meta.url)}, 'its story')] : null);
      announce(`${item.name} stored`);
    } catch (problem) {
      fill(state, h('span', {class: 'problem'}, [problem.message, ...(problem.pointers ?? [])].join(' ')));
    }
  }
}

export function openSubmit() {
  if ($('#submit')) return void $('#submit textarea').focus();
  const text = h('textarea', {rows: 8, name: 'text', 'aria-label': 'Address or text', placeholder: 'Paste an address, a text or a page; or drop files here'});
  const source = h('input', {name: 'source', placeholder: 'Source', 'aria-label': 'Source'});
  const published = h('input', {type: 'date', name: 'published', 'aria-label': 'Published on'});
  const files = h('input', {type: 'file', multiple: true, accept: '.txt,.html,.htm', 'aria-label': 'Files', onchange: () => takeFiles(files.files)});
  const list = h('ul', {class: 'progress', 'aria-live': 'polite'});
  const facts = () => ({source: source.value.trim(), published_at: published.value});
  const close = () => box.remove();

  async function takeFiles(chosen) {
    const items = [];
    for (const file of chosen) items.push({name: file.name, text: await file.text(), ...facts()});
    await run(items, list, close);
  }
  async function takeText() {
    const value = text.value.trim();
    if (!value) return void text.focus();
    await run([{name: isAddress(value) ? value : `${value.slice(0, 40)}…`, text: value, ...facts()}], list, close);
    text.value = '';
  }

  const box = h('section', {id: 'submit', class: 'drawer', 'aria-label': 'Submit articles'},
    h('header', {}, h('h2', {}, 'Submit'), button('Close', close)), text, h('p', {class: 'row'}, source, published), h('p', {class: 'row'}, files),
    button('Store', takeText, {class: 'main'}), list);
  box.addEventListener('dragover', event => event.preventDefault());
  box.addEventListener('drop', event => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    takeFiles(event.dataTransfer.files);
  });
  box.addEventListener('keydown', event => { if (event.key === 'Escape') close(); });
  $('#drawer').append(box);
  text.focus();
}
