// What the page tests share: the real binary, a real Chromium, and cases that are counted.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
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
    service.origin = await new Promise((resolve, reject) => {
      let said = '';
      service.process.stdout.on('data', bytes => {
        said += bytes;
        const found = /^listening on (\S+)\n/.exec(said);
        if (found) resolve(found[1]);
      });
      service.process.on('exit', code => reject(new Error(`claimd ended with ${code}: ${service.log}`)));
    });
    service.base = service.origin + (options.includes('--base-path') ? options[options.indexOf('--base-path') + 1] : '');
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

// A real nginx in front of the service, under a base path.
export async function nginx(service, basePath) {
  const port = 20000 + process.pid % 20000;
  const {folder} = service;
  const file = path.join(folder, 'nginx.conf');
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`).join(' ');
  await writeFile(file, `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; events {}
    http { access_log off; ${places} server { listen 127.0.0.1:${port}; location ${basePath}/ {
      proxy_pass ${service.origin}; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; } } }`);
  const child = spawn('/usr/sbin/nginx', ['-c', file, '-e', `${folder}/nginx.log`], {stdio: 'ignore'});
  const base = `http://127.0.0.1:${port}${basePath}`;
  for (let i = 0; i < 100; i++) {
    const answer = await fetch(base + '/').catch(() => null);
    if (answer?.ok) return {base, stop: () => child.kill('SIGTERM')};
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  child.kill('SIGTERM');
  throw new Error(`nginx: ${await readFile(`${folder}/nginx.log`, 'utf8')}`);
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

// Playwright's own waitForFunction needs eval, which the page's policy refuses.
export async function until(page, predicate, argument) {
  for (let i = 0; i < 300; i++) {
    if (await page.evaluate(predicate, argument)) return;
    await page.waitForTimeout(100);
  }
  throw new Error(`never came true: ${predicate}`);
}

const cases = [];
export const test = (name, run) => cases.push({name, run});

export async function runAll() {
  let failed = 0;
  const wanted = process.argv[2];
  const chosen = cases.filter(one => !wanted || one.name.includes(wanted));
  for (const {name, run} of chosen) {
    try {
      await run();
      console.log(`ok      ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}: ${error.stack ?? error}`);
    }
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
