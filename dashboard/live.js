// One event stream per browser. The tab that holds the lock reads it and passes the events on to its sisters.
import {root} from './api.js';
import {$} from './dom.js';

const listeners = new Set();
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('claimd-events') : null;
let last = '';

export function onEvents(listener) { listeners.add(listener); }

function tell(message) {
  if (message.state) $('#connection').textContent = message.state;
  if (message.event) for (const listener of listeners) listener(message.event);
}

function share(message) {
  channel?.postMessage(message);
  tell(message);
}

// The fields of one event, as the HTML standard has them.
function parse(block) {
  const event = {name: 'message', data: ''};
  for (const line of block.split('\n')) {
    const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === 'id') event.id = value;
    else if (field === 'event') event.name = value;
    else if (field === 'data') event.data += value;
  }
  return event;
}

function take(block) {
  const event = parse(block);
  if (event.id !== undefined) last = event.id;
  if (event.name === 'resync') share({event: {kind: 'resync'}});
  else if (event.data) share({event: JSON.parse(event.data)});
}

async function read() {
  const headers = {Accept: 'text/event-stream', ...(last ? {'Last-Event-ID': last} : {})};
  const answer = await fetch(new URL('v1/events', root), {headers, cache: 'no-store'});
  if (!answer.ok) throw new Error(`events: ${answer.status}`);
  share({state: 'live'});
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let pending = ''; ;) {
    const {value, done} = await reader.read();
    if (done) return;
    const blocks = (pending + value).split('\n\n');
    pending = blocks.pop();
    blocks.forEach(take);
  }
}

async function lead() {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
    const begun = Date.now();
    try {
      await read();
    } catch { /* told below: the reason does not matter to the reader */ }
    if (Date.now() - begun > 60000) wait = 1000;
    share({state: 'not live: trying again'});
    await new Promise(resolve => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
  }
}

export function goLive() {
  $('#connection').textContent = 'connecting';
  if (!channel || !navigator.locks) return void lead();
  channel.addEventListener('message', message => tell(message.data));
  navigator.locks.request('claimd-events', {ifAvailable: true}, lock => {
    if (lock) return lead();
    $('#connection').textContent = 'live through another tab';
    navigator.locks.request('claimd-events', lead);
  });
}
