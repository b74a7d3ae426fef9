// Makes the pictures of docs/images/ anew: node tests/page/screenshots.mjs FOLDER, with CLAIMD_BINARY and CLAIMD_SOURCE set.
import {execFile} from 'node:child_process';
import path from 'node:path';
import {promisify} from 'node:util';
import {browser, open, ready, Service} from './harness.mjs';

const folder = process.argv[2];
const shots = [
  {name: 'story-wide', viewport: {width: 1500, height: 1000}},
  {name: 'story-dark', viewport: {width: 1500, height: 1000}, colorScheme: 'dark'},
  {name: 'story-narrow', viewport: {width: 420, height: 900}},
  {name: 'story-grey', viewport: {width: 1500, height: 1000}, vision: 'achromatopsia'},
];

const service = await Service.start();
const chromium = await browser();
const [first] = await service.ferry();
for (const {name, vision, ...options} of shots) {
  const context = await chromium.newContext(options);
  const page = await open(context, `${service.base}/stories/${first.story}`);
  await ready(page);
  if (vision) await (await context.newCDPSession(page)).send('Emulation.setEmulatedVisionDeficiency', {type: vision});
  await page.locator('tbody tr.conflict td:not(.silent)', {hasText: 'litres'}).first().click();
  await page.waitForSelector('#evidence blockquote mark');
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({path: path.join(folder, `${name}.png`)});
  await context.close();
}
const page = await open(await chromium.newContext(), `${service.base}/stories/${first.story}`);
await ready(page);
const file = path.join(service.folder, 'print.pdf');
await page.pdf({path: file, preferCSSPageSize: true});
await promisify(execFile)('pdftoppm', ['-png', '-r', '70', '-f', '1', '-l', '1', '-singlefile', file, path.join(folder, 'story-print')]);
await chromium.close();
await service.stop();
