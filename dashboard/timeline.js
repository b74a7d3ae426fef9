// Lanes by source, values as steps, revisions as flags; a slider that drives the matrix; the same data as a table.
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
const LEFT = 140;
const LANE = 26;

function lanes(timeline, x) {
  return timeline.lanes.map((lane, row) => {
    const y = row * LANE + 18;
    const steps = lane.steps.map(step => s('g', {}, s('circle', {cx: x(step.at), cy: y, r: step.revision ? 0 : 4}),
      step.revision ? s('path', {class: 'flag', d: `M${x(step.at)} ${y + 5}v-12l8 4l-8 4`}) : [], s('title', {}, `${lane.source}: ${step.printed} (${minute(step.at)})`)));
    return s('g', {}, s('text', {x: 0, y: y + 4}, (lane.source ?? 'unknown').slice(0, 22)), s('line', {x1: LEFT, x2: WIDTH, y1: y, y2: y}), steps);
  });
}

function table(timeline) {
  const rows = timeline.lanes.flatMap(lane => lane.steps.map(step => ({...step, source: lane.source}))).sort((a, b) => (a.at < b.at ? -1 : 1));
  return h('details', {}, h('summary', {}, 'The same as a table'), h('table', {}, h('thead', {}, h('tr', {}, ['When', 'Source', 'Matter', 'Value'].map(name => h('th', {scope: 'col'}, name)))),
    h('tbody', {}, rows.map(row => h('tr', {}, h('td', {}, minute(row.at)), outside('td', row.source), outside('td', row.topic), outside('td', row.printed + (row.revision ? ' (revised)' : '')))))));
}

// `asOf` is called with a time, or with null for now.
export async function showTimeline(place, story, asOf) {
  const timeline = await get(`v1/stories/${story}/timeline`);
  const times = timeline.lanes.flatMap(lane => lane.steps.map(step => Date.parse(step.at))).filter(time => !Number.isNaN(time));
  if (!times.length) return void fill(place);
  const low = Math.min(...times);
  const high = Math.max(...times, low + 1);
  const x = at => LEFT + (WIDTH - LEFT - 12) * (Date.parse(at) - low) / (high - low);
  const word = h('output', {}, 'now');
  const slider = h('input', {type: 'range', min: 0, max: 1000, value: 1000, 'aria-label': 'As of'});
  slider.addEventListener('input', () => {
    const time = slider.value === '1000' ? null : new Date(low + (high - low) * slider.value / 1000).toISOString();
    word.textContent = time ? minute(time) : 'now';
    asOf(time);
  });
  fill(place, h('h2', {}, 'Timeline'), s('svg', {viewBox: `0 0 ${WIDTH} ${timeline.lanes.length * LANE + 8}`, role: 'img', 'aria-label': 'Values by source and time; the table below has the same'}, lanes(timeline, x)),
    h('p', {}, 'As of ', word), slider, table(timeline));
}
