// Keys of the whole page, in one table that is also the help.
import {$, h} from './dom.js';

const keys = new Map();

export function bind(key, help, act) { keys.set(key, {help, act}); }

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function showHelp() {
  const rows = [...keys].map(([key, {help}]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, help)));
  const dialog = h('dialog', {class: 'box', 'aria-label': 'Keys'}, h('h2', {}, 'Keys'), h('dl', {class: 'keys'}, rows),
    h('form', {method: 'dialog'}, h('button', {}, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function listen() {
  bind('?', 'this list', showHelp);
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $('dialog[open]')) return;
    const binding = keys.get(event.key);
    if (!binding) return;
    event.preventDefault();
    binding.act();
  });
}
