// What the page tests share: the real binary, a real Chromium, and cases that are counted.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {chromium} from 'playwright-core';

export const source = process.env.CLAIMD_SOURCE;
const CHROMIUM = process.env.CLAIMD_CHROMIUM ?? '/usr/bin/chromium';

export class Service {
  static async start(...options) {
    const service = new Service();
    service.folder = await mkdtemp(path.join(tmpdir(), 'claimd-page-'));
    service.process = spawn(process.env.CLAIMD_BINARY, ['serve', '--listen', '127.0.0.1:0', '--database', path.join(service.folder, 'page.db'), ...options],
      {stdio: ['ignore', 'pipe', 'pipe']});
    service.log = '';
    service.process.stderr.on('data', bytes => { service.log += bytes; });
    service.base = await new Promise((resolve, reject) => {
      let said = '';
      service.process.stdout.on('data', bytes => {
        said += bytes;
        const found = /^listening on (\S+)\n/.exec(said);
        if (found) resolve(found[1]);
      });
      service.process.on('exit', code => reject(new Error(`claimd ended with ${code}: ${service.log}`)));
    });
    return service;
  }

  async stop() {
    const ended = new Promise(resolve => this.process.on('exit', resolve));
    this.process.kill('SIGTERM');
    const code = await ended;
    await rm(this.folder, {recursive: true});
    assert.equal(code, 0, this.log);
  }

  async post(where, value) {
    const answer = await fetch(this.base + where, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(value)});
    assert.ok(answer.ok, `${where}: ${answer.status}`);
    return answer.json();
  }

  async get(where) {
    const answer = await fetch(this.base + where, {headers: {Accept: 'application/json'}});
    assert.ok(answer.ok, `${where}: ${answer.status}`);
    return answer.json();
  }

  // The example story: five outlets on one ferry, or the first of them. Returns the ids.
  async ferry(count = 5) {
    const folder = path.join(source, 'examples/ferry');
    const lines = (await readFile(path.join(folder, 'articles.tsv'), 'utf8')).split('\n').filter(line => line && !line.startsWith('#'));
    const ids = [];
    for (const line of lines.slice(0, count)) {
      const [file, name, published_at] = line.split('\t');
      const text = await readFile(path.join(folder, file), 'utf8');
      ids.push(await this.post('/v1/articles', {text, source: name, published_at}));
    }
    return ids;
  }
}

export async function browser() {
  return chromium.launch({executablePath: CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking',
    '--disable-component-update', '--disable-sync']});
}

// A page that fails its test when a script fails or the policy refuses something.
export async function open(context, url) {
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', error => page.troubles.push(error.message));
  page.on('console', message => { if (message.type() === 'error') page.troubles.push(message.text()); });
  page.on('dialog', dialog => { page.troubles.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(url);
  return page;
}

export const ready = page => page.waitForSelector('body[data-ready=yes]');

const cases = [];
export const test = (name, run) => cases.push({name, run});

export async function runAll() {
  let failed = 0;
  const wanted = process.argv[2];
  for (const {name, run} of cases.filter(one => !wanted || one.name.includes(wanted))) {
    try {
      await run();
      console.log(`ok      ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}: ${error.stack ?? error}`);
    }
  }
  console.log(`${cases.length - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
