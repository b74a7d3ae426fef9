// The matrix as an ARIA grid: rows are matters, columns are sources, cells hold the value as printed.
import {$, $$, announce, badge, button, day, fill, h, outside, plural, relations} from './dom.js';

const ORDER = ['conflict', 'compatible', 'agree'];

// Rows by relation, conflicts first; what all agree on is folded.
function ordered(rows) {
  return [...rows].sort((a, b) => ORDER.indexOf(a.relation) - ORDER.indexOf(b.relation));
}

function plain(value) {
  if (value === null || value === undefined || typeof value === 'string') return value ?? '';
  const number = value.value ?? [value.low, value.high].map(bound => bound ?? '…').join('–');
  return [number, value.unit].filter(Boolean).join(' ');
}

// The last that a source tells is what it tells now; what it told before is struck out.
function cellContent({state, told}) {
  if (state === 'silent') return '—';
  if (state === 'not_fetched') return 'ø';
  return told.flatMap((member, i) => {
    if (i < told.length - 1) return member.text === told[i + 1].text ? [] : [h('del', {}, outside('span', member.text)), ' '];
    const normal = plain(member.value);
    return [outside('span', member.text), normal && normal !== member.text ? outside('small', normal) : null];
  }).filter(Boolean);
}

const cellLabel = {silent: 'silent', not_fetched: 'not fetched'};

export class Matrix {
  constructor(choose) {
    this.choose = choose;
    this.rows = new Map();
    this.open = false;
    this.shown = false;
    this.body = h('tbody');
    this.head = h('thead');
    this.caption = h('caption');
    this.table = h('table', {role: 'grid', 'aria-label': 'Who says what'}, this.caption, this.head, this.body);
    this.element = h('div', {class: 'scroll'}, this.table);
    this.table.addEventListener('keydown', event => this.#key(event));
    addEventListener('beforeprint', () => this.#footnotes());
    this.table.addEventListener('focusin', event => event.target.classList.remove('changed'));
  }

  // Patches what differs; the first call fills. Changed cells stay marked until they are looked at.
  show(matrix, folds) {
    this.matrix = matrix;
    const first = !this.shown;
    this.shown = true;
    const columns = JSON.stringify(matrix.columns.map(column => [column.name, column.articles.map(article => article.id)]));
    if (columns !== this.columns) {
      this.columns = columns;
      this.rows.clear();
      this.#header(matrix.columns);
    }
    const rows = ordered(matrix.rows);
    const elements = rows.map(row => this.#row(row, first));
    const agreed = rows.filter(row => row.relation === 'agree').length;
    if (agreed && folds) elements.splice(elements.length - agreed, 0, this.#fold(agreed, matrix.columns.length));
    for (const row of rows) this.rows.get(row.id).element.hidden = row.relation === 'agree' && folds && !this.open;
    if (elements.some((element, i) => this.body.children[i] !== element) || this.body.children.length !== elements.length) fill(this.body, elements);
    const kept = new Set(rows.map(row => row.id));
    for (const id of this.rows.keys()) if (!kept.has(id)) this.rows.delete(id);
    this.caption.textContent = `${plural(rows.length, 'matter')}, ${plural(matrix.columns.length, 'source')}; as of ${(matrix.as_of_time ?? '').slice(0, 19).replace('T', ' ')}`;
    if (!$('[tabindex="0"]', this.table)) $('tbody th, tbody td', this.table)?.setAttribute('tabindex', '0');
  }

  // On paper each cell has a number, and its sentence stands below the table.
  #footnotes() {
    for (const old of $$('.print', this.element)) old.remove();
    const notes = [];
    for (const row of this.matrix.rows) {
      for (const [i, {told}] of row.cells.entries()) {
        const member = told.at(-1);
        if (!member?.claim_text) continue;
        notes.push(h('li', {}, outside('b', this.matrix.columns[i].name), ' ', outside('q', member.claim_text)));
        this.rows.get(row.id)?.element.children[i + 1]?.append(h('sup', {class: 'print'}, String(notes.length)));
      }
    }
    this.element.append(h('ol', {class: 'print'}, notes));
  }

  #header(columns) {
    fill(this.head, h('tr', {}, h('th', {scope: 'col'}, 'Matter'), columns.map(column => h('th', {scope: 'col'},
      h('a', {href: new URL(`../articles/${column.articles.at(-1).id}`, import.meta.url)}, outside('span', column.name)),
      h('small', {}, ' ', day(column.articles[0].published_at)), column.origin && column.origin !== column.name ? outside('small', ` from ${column.origin}`) : null))));
  }

  #fold(count, columns) {
    this.folder ??= h('tr', {class: 'fold'});
    return fill(this.folder, h('td', {colspan: columns + 1}, button(this.open ? 'Fold what all agree on' : `${plural(count, 'matter')} on which all agree`, () => {
      this.open = !this.open;
      for (const row of this.rows.values()) if (row.relation === 'agree') row.element.hidden = !this.open;
      this.#fold(count, columns);
    }, {'aria-expanded': String(this.open)})));
  }

  #row(row, first) {
    const known = this.rows.get(row.id) ?? {cells: [], element: h('tr', {data: {id: row.id}})};
    const {sign, word} = relations[row.relation];
    const head = JSON.stringify([row.relation, row.topic, row.state, row.independent_origins]);
    if (known.head !== head) {
      const isNewConflict = !first && row.relation === 'conflict' && known.relation !== 'conflict';
      if (isNewConflict) announce(`New conflict: ${row.topic}`);
      known.element.className = row.relation;
      const title = h('th', {scope: 'row', onclick: () => this.select(row.id)}, h('b', {class: `badge ${row.relation}`}, `${sign} ${word}`),
        row.independent_origins === 1 ? [' ', badge('single')] : null, row.state !== 'open' ? h('small', {}, ` ${row.state}`) : null, h('br'), outside('span', row.topic));
      if (isNewConflict) title.classList.add('changed');
      if (known.head) known.element.firstChild.replaceWith(title); else known.element.append(title);
      Object.assign(known, {head, relation: row.relation});
    }
    for (const [i, cell] of row.cells.entries()) {
      const text = JSON.stringify(cell);
      if (known.cells[i] === text) continue;
      const isNew = !first && cell.told.length;
      const element = fill(h('td', {tabindex: -1, class: cell.told.length ? null : 'silent', 'aria-label': cellLabel[cell.state], onclick: () => this.select(row.id, i)}), cellContent(cell));
      if (isNew) element.classList.add('changed');
      const old = known.element.children[i + 1];
      if (old) old.replaceWith(element); else known.element.append(element);
      known.cells[i] = text;
    }
    this.rows.set(row.id, known);
    return known.element;
  }

  select(id, column = -1) {
    for (const row of $$('tr[aria-selected]', this.body)) row.removeAttribute('aria-selected');
    const row = this.rows.get(id)?.element;
    if (!row) return;
    row.setAttribute('aria-selected', 'true');
    this.#focus(row.children[column + 1]);
    this.choose(id, column);
  }

  #focus(cell) {
    for (const other of $$('[tabindex="0"]', this.table)) other.setAttribute('tabindex', '-1');
    cell.setAttribute('tabindex', '0');
    cell.focus({preventScroll: false});
  }

  // From the focused cell, or the first one.
  move(down, right) {
    const rows = $$('tr[data-id]:not([hidden])', this.body);
    if (!rows.length) return;
    const cell = this.table.contains(document.activeElement) ? document.activeElement.closest('th, td') : null;
    const at = rows.indexOf(cell?.parentElement);
    const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + down))];
    const column = at < 0 ? 0 : [...cell.parentElement.children].indexOf(cell);
    this.#focus(row.children[Math.max(0, Math.min(row.children.length - 1, column + right))]);
  }

  #key(event) {
    const step = {ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1]}[event.key];
    const row = event.target.closest('tr[data-id]');
    if (step) this.move(...step);
    else if (event.key === 'Enter' && row) this.select(row.dataset.id, [...row.children].indexOf(event.target.closest('th, td')) - 1);
    else return;
    event.preventDefault();
  }
}
