// Lanes by source, values as steps, revisions as flags, in the order of arrival; a slider that drives the matrix; the same data as a table.
import {get} from './api.js';
import {fill, h, minute, outside} from './dom.js';

const NS = 'http://www.w3.org/2000/svg';
function s(name, attributes, ...children) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.flat());
  return element;
}

const WIDTH = 900;
const LEFT = 150;
const LANE = 26;

function drawStep(step, x, y) {
  const shape = step.changed || step.version > 1 ? s('path', {class: 'flag', d: `M${x} ${y + 5}v-13l9 4l-9 4`}) : s('circle', {cx: x, cy: y, r: 4});
  return s('g', {}, shape, s('title', {}, `${step.topic}: ${step.text} (${minute(step.stored_at)})`));
}

function drawLane(lane, row, steps, x) {
  const y = row * LANE + 18;
  const times = steps.map(step => x(step.stored_at));
  const line = times.length ? [s('path', {class: 'told', d: `M${Math.min(...times)} ${y}H${WIDTH}`})] : [];
  return s('g', {}, s('text', {x: 0, y: y + 4}, lane.name.slice(0, 22)), s('line', {x1: LEFT, x2: WIDTH, y1: y, y2: y}), line,
    steps.map((step, i) => drawStep(step, times[i], y)));
}

function table(steps, lanes) {
  const head = h('tr', {}, ['Arrived', 'Published', 'Source', 'Matter', 'Value'].map(name => h('th', {scope: 'col'}, name)));
  const row = step => h('tr', {}, h('td', {}, minute(step.stored_at)), h('td', {}, step.published_at ?? ''), outside('td', lanes[step.lane].name), outside('td', step.topic),
    h('td', {}, outside('span', step.text), step.changed ? ' (changed)' : '', step.version > 1 ? ` (version ${step.version})` : ''));
  return h('details', {}, h('summary', {}, 'The same as a table'), h('table', {}, h('thead', {}, head), h('tbody', {}, steps.map(row))));
}

function slider(times, asOf) {
  const word = h('output', {}, 'now');
  const input = h('input', {type: 'range', min: 0, max: times.length, value: times.length, 'aria-label': 'As of'});
  input.addEventListener('input', () => {
    const time = times[input.value] ?? null;
    word.textContent = time ? `${time.slice(0, 19).replace('T', ' ')} (arrival ${Number(input.value) + 1} of ${times.length})` : 'now';
    asOf(time);
  });
  return [h('p', {}, 'As of ', word), input];
}

// `asOf` is called with a time, or with null for now. The slider stops at each arrival.
export async function showTimeline(place, story, asOf) {
  const {lanes, tracks} = await get(`v1/stories/${story}/timeline`);
  const steps = tracks.flatMap(track => track.steps.map(step => ({...step, topic: track.topic}))).sort((a, b) => (a.stored_at < b.stored_at ? -1 : 1));
  if (!steps.length) return void fill(place);
  const arrivals = [...new Set(lanes.flatMap(lane => lane.articles.map(article => article.stored_at)))].sort();
  const low = Date.parse(arrivals[0]);
  const high = Math.max(Date.parse(arrivals.at(-1)), low + 1);
  const x = at => LEFT + (WIDTH - LEFT - 24) * (Date.parse(at) - low) / (high - low) + 6;
  fill(place, h('h2', {}, 'Timeline'),
    s('svg', {viewBox: `0 0 ${WIDTH} ${lanes.length * LANE + 8}`, role: 'img', 'aria-label': 'Values by source and time; the table below has the same'},
      lanes.map((lane, i) => drawLane(lane, i, steps.filter(step => step.lane === i), x))), slider(arrivals, asOf), table(steps, lanes));
}
