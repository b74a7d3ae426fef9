// The public API, and nothing but it: what this page does, any client can do.
import {$, h} from './dom.js';

export const root = new URL('..', import.meta.url);
const KEY = 'claimd-token';

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `the service answered ${status}`);
    this.status = status;
    this.pointers = (body?.errors ?? []).map(error => `${error.pointer ?? ''} ${error.detail}`.trim());
  }
}

export function authorization() {
  const token = sessionStorage.getItem(KEY);
  return token ? {Authorization: `Bearer ${token}`} : {};
}

// Asks for a token once; the answer lives as long as the tab.
let asking;
function askToken() {
  asking ??= new Promise(resolve => {
    const input = h('input', {type: 'password', autocomplete: 'off', required: true, 'aria-label': 'Token'});
    const dialog = h('dialog', {class: 'box'}, h('form', {method: 'dialog', onsubmit: () => sessionStorage.setItem(KEY, input.value.trim())},
      h('p', {}, 'This service asks for a token (claimd token create).'), input, h('button', {}, 'Use it')));
    dialog.addEventListener('close', () => { dialog.remove(); asking = undefined; resolve(); });
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

export async function request(method, path, {body, type = 'application/json', headers = {}, signal} = {}) {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(new URL(path, root), {
      method, signal, body, cache: 'no-cache',
      headers: {Accept: 'application/json', ...(body === undefined ? {} : {'Content-Type': type}), ...authorization(), ...headers},
    });
    if (answer.status === 401 && tries < 3) {
      await askToken();
      continue;
    }
    if (answer.ok) return answer;
    throw new Problem(answer.status, await answer.json().catch(() => null));
  }
}

export async function get(path, options) {
  return (await request('GET', path, options)).json();
}

export async function send(method, path, value, headers) {
  const answer = await request(method, path, {body: JSON.stringify(value), headers});
  return answer.status === 204 ? null : answer.json();
}

export const query = parameters =>
  '?' + new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== ''));

const articles = new Map();
// Articles do not change under their id.
export function article(id) {
  if (!articles.has(id)) articles.set(id, get(`v1/articles/${id}`).catch(error => { articles.delete(id); throw error; }));
  return articles.get(id);
}

export function failed(error) {
  if (error.name === 'AbortError') return;
  const place = $('#connection');
  if (place) place.textContent = error instanceof Problem ? `problem: ${error.message}` : 'the service does not answer';
}
