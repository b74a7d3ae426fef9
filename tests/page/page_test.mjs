// The dashboard in a real browser, over the real binary.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {createRequire} from 'node:module';
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {promisify} from 'node:util';
import {browser, nginx, open, ready, runAll, Service, test, until} from './harness.mjs';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Runs `act` with a fresh service and a fresh browser context.
async function within(options, act) {
  const service = await Service.start(...(options.flags ?? []));
  const chromium = await browser();
  try {
    const context = await chromium.newContext(options.context ?? {});
    await act(service, context, chromium);
  } finally {
    await chromium.close();
    await service.stop();
  }
}

test('pages can be read without scripts', () => within({context: {javaScriptEnabled: false}}, async (service, context) => {
  const [first] = await service.ferry();
  const page = await open(context, service.base + '/');
  await page.click(`a[href="stories/${first.story}"]`);
  assert.match(await page.textContent('h1'), /Ferry/);
  await page.click('ul.members a');
  assert.match(await page.textContent('#text'), /Corran Head/);
  assert.ok(await page.locator('.margin li').count() > 5);
  assert.deepEqual(page.troubles, []);
}));

test('a hostile article stays text', () => within({}, async (service, context) => {
  const mark = '<script>alert(1)</script><img src=x onerror=alert(2)>';
  const text = `The mayor said 40 people came. ${mark} \u202Eevil\u202C The mayor said 40 people came to "the & hall".\n\n${'long '.repeat(200000)}.`;
  const stored = await service.post('/v1/articles', {text, title: `Title ${mark}`, source: `Paper ${mark}`, published_at: '2025-03-04'});
  for (const where of ['/', `/stories/${stored.story}`, `/articles/${stored.id}`]) {
    const page = await open(context, service.base + where);
    await ready(page);
    assert.equal(await page.locator('script:not([src])').count(), 0);
    assert.equal(await page.locator('img').count(), 0);
    assert.ok((await page.textContent('main')).includes('<script>alert(1)</script>'), where);
    assert.deepEqual(page.troubles.filter(text => !/404/.test(text)), []);
    await page.close();
  }
}));

const grounding = (count, who) => `The ferry Maid of Tarsay ran aground off Corran Head on Tuesday morning. ${count} passengers were injured when the ferry ran aground, ${who} said.`;

async function submit(page, text, source, date) {
  await page.keyboard.press('n');
  await page.fill('#submit textarea', text);
  await page.fill('#submit input[name=source]', source);
  await page.fill('#submit input[name=published]', date);
  await page.click('#submit button.main');
  await page.waitForSelector('#submit .progress a');
  await page.click('#submit header button');
}

test('two articles are submitted and their conflict appears live', () => within({}, async (service, context) => {
  const desk = await open(context, service.base + '/');
  await ready(desk);
  await submit(desk, grounding('Nineteen', 'the coastguard'), 'Coastwire', '2025-03-04');
  await desk.waitForSelector('#stories a');
  await desk.click('#stories a');
  await ready(desk);
  assert.equal(await desk.locator('tbody tr.conflict').count(), 0);

  const other = await open(context, service.base + '/');
  await ready(other);
  await submit(other, grounding('Forty', 'the harbour office'), 'HarbourBuzz', '2025-03-04');
  await desk.waitForSelector('tbody tr.conflict');
  const row = await desk.textContent('tbody tr.conflict');
  assert.match(row, /Nineteen passengers/);
  assert.match(row, /Forty passengers/);
  assert.match(await desk.textContent('#announcer'), /New conflict/);
  assert.match(await other.textContent('#connection'), /live/);
  assert.deepEqual([...desk.troubles, ...other.troubles].filter(text => !/404/.test(text)), []);
}));

test('everything can be reached by keyboard alone', () => within({}, async (service, context) => {
  const [first] = await service.ferry();
  const page = await open(context, `${service.base}/stories/${first.story}`);
  await ready(page);
  await page.keyboard.press('?');
  assert.match(await page.textContent('dialog'), /next row/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('tr[aria-selected=true]').count(), 1);
  await page.waitForSelector('#evidence blockquote mark');
  await page.keyboard.press('c');
  await until(page, () => document.querySelectorAll('tbody tr.compatible').length === 0);
  await page.keyboard.press('/');
  await page.keyboard.type('sandbank');
  await page.waitForSelector('#results a');
  // Tab alone walks through all that can be pressed, and every stop can be seen.
  const stops = new Set();
  await page.evaluate(() => document.activeElement.blur());
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    stops.add(await page.evaluate(() => {
      const at = document.activeElement;
      return at === document.body ? '' : `${at.tagName} ${at.textContent.slice(0, 20)} ${getComputedStyle(at).outlineStyle}`;
    }));
  }
  for (const wanted of [/Submit/, /Draft check/, /SELECT/, /T[HD] /, /Report/]) assert.ok([...stops].some(stop => wanted.test(stop)), `${wanted}: ${[...stops].join('; ')}`);
  assert.ok([...stops].every(stop => !stop || /solid|auto/.test(stop)), [...stops].join('; '));
}));

test('the slider shows the past', () => within({}, async (service, context) => {
  const [first] = await service.ferry();
  const page = await open(context, `${service.base}/stories/${first.story}`);
  await ready(page);
  const now = await page.locator('#matrix thead th').count();
  const slider = page.locator('#timeline input');
  await slider.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  await until(page, count => document.querySelectorAll('#matrix thead th').length < count, now);
  await page.keyboard.press('End');
  await until(page, count => document.querySelectorAll('#matrix thead th').length === count, now);
  assert.ok(await page.locator('#timeline table tr').count() > 5);
}));

test('a slow answer about the past does not stand for now', () => within({}, async (service, context) => {
  const [first] = await service.ferry();
  const page = await open(context, `${service.base}/stories/${first.story}`);
  await ready(page);
  const now = await page.locator('#matrix thead th').count();
  const slow = [];
  await page.route(/matrix\?.*as_of/, route => slow.push(new Promise(end => setTimeout(end, 500)).then(() => route.continue())));
  await page.locator('#timeline input').focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('End');
  await Promise.all(slow);
  await page.waitForTimeout(1000); // as long as an answer may still come
  assert.equal(slow.length, 4);
  assert.equal(await page.locator('#matrix thead th').count(), now);
}));

test('two editors do not overwrite each other', () => within({}, async (service, context) => {
  const [first] = await service.ferry();
  const pages = [];
  for (let i = 0; i < 2; i++) {
    const page = await open(context, `${service.base}/stories/${first.story}`);
    await ready(page);
    await page.locator('tbody tr.conflict td:not(.silent)').first().click();
    await page.waitForSelector('#evidence select');
    pages.push(page);
  }
  const [one, other] = pages;
  await one.selectOption('#evidence select', 'resolved');
  await one.fill('#evidence textarea', 'called the harbour');
  await one.click('#evidence button:text("Save")');
  await one.waitForSelector('tbody th small:text("resolved")');
  await other.fill('#evidence textarea', 'my own words');
  await other.click('#evidence button:text("Save")');
  await other.waitForSelector('#evidence .problem');
  assert.equal(await other.inputValue('#evidence textarea'), 'my own words');
  await other.click('button:text("Show theirs")');
  await until(other, () => document.querySelector('#evidence textarea').value === 'called the harbour');
}));

test('versions are compared claim by claim', () => within({}, async (service, context) => {
  const url = 'https://paper.example/ferry';
  await service.post('/v1/articles', {text: grounding('Nineteen', 'the coastguard'), url, published_at: '2025-03-04'});
  const later = await service.post('/v1/articles', {text: grounding('Twenty-two', 'the coastguard'), url, published_at: '2025-03-04'});
  const page = await open(context, `${service.base}/articles/${later.id}`);
  await ready(page);
  await page.click('.versions button');
  await page.waitForSelector('.versions ins');
  assert.match(await page.textContent('.versions ul'), /Nineteen.*→.*Twenty-two/);
}));

test('what only one outlet says is folded below', () => within({}, async (service, context) => {
  const [first] = await service.ferry();
  const page = await open(context, `${service.base}/stories/${first.story}`);
  await ready(page);
  await page.click('#singles summary');
  await page.waitForSelector('#singles li');
  const told = await page.locator('#matrix tbody').textContent();
  const single = await page.locator('#singles li').allTextContents();
  assert.ok(single.length > 3);
  assert.ok(single.some(text => !told.includes(text)));
}));

function synthetic(rows, columns, told) {
  return {
    story: 'x', title: 'Synthetic', as_of: 1, as_of_time: '2025-03-04T09:00:00.000Z', collapse: 'source', left_out: 0,
    columns: Array.from({length: columns}, (_, i) => ({name: `Paper ${i}`, source: `Paper ${i}`, origin: null, origin_kind: null, fetched: true,
      articles: [{id: String(i).padStart(32, '0'), title: 't', source: `Paper ${i}`, published_at: '2025-03-04'}]})),
    rows: Array.from({length: rows}, (_, r) => ({id: String(r).padStart(32, '0'), topic: `matter ${r}`, relation: ['conflict', 'compatible', 'agree'][r % 3], state: 'open',
      independent_origins: 2, cells: Array.from({length: columns}, (_, c) => ({state: 'told', told: [{text: told(r, c), value: null}]}))})),
  };
}

test('an update of 50 articles by 200 rows touches only what differs', () => within({}, async (service, context) => {
  const [first] = await service.ferry(1);
  const page = await context.newPage();
  let version = 0;
  await page.route('**/v1/stories/*/matrix*', route => route.fulfill({json: synthetic(200, 50, (r, c) => (version && (r + c) % 10 === 0 ? `${r * c + 1000} people` : `${r + c} people`))}));
  await page.goto(`${service.base}/stories/${first.story}`);
  await ready(page);
  for (version = 1; version < 4; version++) {
    await page.selectOption('#filters label:nth-child(2) select', version % 2 ? 'origin' : '');
    await until(page, count => performance.getEntriesByName('matrix').length > count, version);
  }
  const times = await page.evaluate(() => performance.getEntriesByName('matrix').map(entry => entry.duration));
  console.log(`        first paint of 10,000 cells ${times[0].toFixed(0)} ms, updates ${times.slice(1).map(time => time.toFixed(0)).join(', ')} ms`);
  assert.equal(await page.locator('td.changed').count(), 200 * 50 / 10);
}));

const squeezed = text => text.replace(/\s+/g, '');

test('the printed matrix holds every cell', () => within({}, async (service, context) => {
  const [first] = await service.ferry();
  const page = await open(context, `${service.base}/stories/${first.story}`);
  await ready(page);
  const file = path.join(service.folder, 'print.pdf');
  await page.pdf({path: file, preferCSSPageSize: true});
  const {stdout} = await promisify(execFile)('pdftotext', ['-raw', file, '-']);
  const cells = await page.locator('tbody td span').allTextContents();
  assert.ok(cells.length > 15);
  const printed = squeezed(stdout);
  for (const cell of cells) assert.ok(printed.includes(squeezed(cell)), cell);
  assert.match(stdout, /as of 20\d\d-/);
  const notes = await page.locator('ol.print q').allTextContents();
  assert.ok(notes.length > 15);
  for (const note of notes) assert.ok(printed.includes(squeezed(note)), note);
  const {stdout: facts} = await promisify(execFile)('pdfinfo', [file]);
  assert.match(facts, /Page size: +84\d\.?\d* x 59\d/); // A4, landscape
}));

test('all works behind nginx under a base path', () => within({flags: ['--base-path', '/desk']}, async (service, context) => {
  const [first] = await service.ferry(2);
  const proxy = await nginx(service, '/desk');
  try {
    const page = await open(context, proxy.base + '/');
    await ready(page);
    await page.click('#stories a');
    await ready(page);
    assert.equal(new URL(page.url()).pathname, `/desk/stories/${first.story}`);
    await page.locator('tbody td:not(.silent)').first().click();
    await page.waitForSelector('#evidence blockquote mark');
    await page.click('thead a');
    await ready(page);
    assert.match(new URL(page.url()).pathname, /^\/desk\/articles\//);
    assert.deepEqual(page.troubles.filter(text => !/404/.test(text)), []);
  } finally {
    proxy.stop();
  }
}));

test('a draft check leaves nothing', () => within({flags: ['--log-level', 'debug']}, async (service, context) => {
  await service.ferry();
  const page = await open(context, service.base + '/');
  await ready(page);
  await page.keyboard.press('d');
  await page.fill('#draft textarea', 'The ferry leaked 40,000 litres of fuel into the sound, Zanzibarquux said.');
  await page.click('#draft button.main');
  await page.waitForSelector('#draft .findings .conflict');
  assert.match(await page.textContent('#draft .arithmetic'), /no value fits both/);
  await page.click('#draft header button');
  assert.equal(await page.locator('#draft').count(), 0);
  for (const name of await readdir(service.folder))
    assert.ok(!(await readFile(path.join(service.folder, name))).includes('Zanzibarquux'), name);
  assert.ok(!service.log.includes('Zanzibarquux'));
  assert.ok(!(await page.evaluate(() => JSON.stringify([{...localStorage}, {...sessionStorage}]))).includes('Zanzibarquux'));
}));

for (const colorScheme of ['light', 'dark'])
  test(`axe finds no violation, ${colorScheme}`, () => within({context: {colorScheme}}, async (service, context) => {
    const [first] = await service.ferry();
    for (const where of ['/', `/stories/${first.story}`, `/articles/${first.id}`]) {
      const page = await open(context, service.base + where);
      await ready(page);
      await page.evaluate(axeSource + ';0');
      const {violations} = await page.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map(found => `${found.id}: ${found.nodes.map(node => node.html).slice(0, 2).join(' ')}`), [], where);
      await page.close();
    }
  }));

await runAll();
