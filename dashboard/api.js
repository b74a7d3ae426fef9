// The public API, and nothing but it: what this page does, any client can do.
import {$} from './dom.js';

export const root = new URL('..', import.meta.url);

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `the service answered ${status}`);
    this.status = status;
    this.pointers = (body?.errors ?? []).map(error => `${error.pointer ?? ''} ${error.detail}`.trim());
  }
}

// Where tokens are asked for, the browser has one from its own dialog and sends it along.
export async function request(method, path, {body, type = 'application/json', headers = {}, signal} = {}) {
  const sent = body === undefined ? headers : {'Content-Type': type, ...headers};
  const answer = await fetch(new URL(path, root), {method, signal, body, cache: 'no-cache', headers: {Accept: 'application/json', ...sent}});
  if (answer.ok) return answer;
  throw new Problem(answer.status, await answer.json().catch(() => null));
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
