// Runs the page tests where their tools are; tells what is missing otherwise (77 is Meson's "skipped").
import {existsSync} from 'node:fs';

const missing = [
  [process.env.CLAIMD_CHROMIUM ?? '/usr/bin/chromium', 'Chromium'],
  [new URL('node_modules/playwright-core', import.meta.url), 'playwright-core (npm install in tests/page)'],
  [new URL('node_modules/axe-core', import.meta.url), 'axe-core (npm install in tests/page)'],
].filter(([file]) => !existsSync(file)).map(([, name]) => name);

if (missing.length) {
  console.log(`SKIP: the page tests did NOT run: ${missing.join(', ')} not there`);
  process.exit(77);
}
await import('./page_test.mjs');
