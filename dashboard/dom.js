// Elements from plain values. Article text reaches the page as text nodes only: nothing here parses HTML.

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

// h('button', {type: 'button', onclick: f, data: {id: 1}}, 'text', child, [children])
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'data') Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return element;
}

export const button = (label, onclick, attributes = {}) => h('button', {type: 'button', onclick, ...attributes}, label);

// Text from outside: its own direction, so that bidi marks cannot turn what stands around it.
export const outside = (name, text, attributes = {}) => h(name, {dir: 'auto', ...attributes}, text ?? '');

export const announce = text => { $('#announcer').textContent = text; };

export const plural = (count, one, many = one + 's') => `${count} ${count === 1 ? one : many}`;

export const relations = {
  conflict: {sign: '≠', word: 'conflict'},
  compatible: {sign: '≈', word: 'compatible'},
  agree: {sign: '=', word: 'agree'},
  single: {sign: '!', word: 'one origin'},
};

export function badge(relation, count) {
  const {sign, word} = relations[relation];
  return h('span', {class: `badge ${relation}`}, h('b', {'aria-hidden': 'true'}, sign), ' ', count === undefined ? word : `${count} ${word}`);
}

// Offsets count code points; JavaScript's strings count UTF-16 units.
export class CodePoints {
  constructor(text) {
    this.text = text;
    this.units = [];
    for (let i = 0; i < text.length; i++) {
      this.units.push(i);
      const code = text.charCodeAt(i);
      if (code >= 0xD800 && code < 0xDC00) i++;
    }
    this.units.push(text.length);
  }
  slice(start, end) { return this.text.slice(this.units[start], this.units[Math.min(end, this.units.length - 1)]); }
  get length() { return this.units.length - 1; }
}

export const day = text => (text ?? '').slice(0, 10);
export const minute = text => (text ?? '').slice(0, 16).replace('T', ' ');

export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${said} copied`);
  } catch {
    announce('the browser does not let this page copy');
  }
}
