// The dashboard in a real browser, over the real binary.
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {browser, open, ready, runAll, Service, test} from './harness.mjs';

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
