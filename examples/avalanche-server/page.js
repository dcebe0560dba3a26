// @ts-nocheck -- runs in the browser, as it is
import uPlot from '/uplot.js';

const MODES = { unguarded: 'Unguarded', coalesced: 'Coalescing only', guarded: 'Guarded, ttl 5 s' };
const FACTS = {
  answered: 'requests answered',
  queries: 'database queries',
  p50: 'p50, ms',
  p99: 'p99, ms',
  errors: 'errors',
};

const form = document.querySelector('form');
const status = document.querySelector('#status');
const buttons = [...form.querySelectorAll('button')];
const styles = getComputedStyle(document.documentElement);

// One card and one series of samples for each mode.
const cells = {};
const series = {};
for (const [mode, title] of Object.entries(MODES)) {
  const card = document.createElement('section');
  card.className = 'card';
  card.dataset.mode = mode;
  card.innerHTML = `<h2>${title}</h2><dl>${Object.entries(FACTS)
    .map(([key, label]) => `<dt>${label}</dt><dd data-fact="${key}">–</dd>`)
    .join('')}</dl>`;
  document.querySelector('.cards').append(card);
  cells[mode] = Object.fromEntries([...card.querySelectorAll('dd')].map((cell) => [cell.dataset.fact, cell]));
  series[mode] = [];
}

const plots = ['answered', 'queries'].map((key) => {
  const element = document.getElementById(key);
  const plot = new uPlot(
    {
      width: element.clientWidth - 16,
      height: 220,
      scales: { x: { time: false } },
      axes: [{ label: 'seconds since the release' }, { size: 56 }],
      series: [
        { label: 'seconds', value: (_plot, value) => (value == null ? '–' : value.toFixed(1)) },
        ...Object.entries(MODES).map(([mode, label]) => ({
          label,
          stroke: styles.getPropertyValue(`--${mode}`).trim(),
          width: 2,
          spanGaps: true,
          points: { show: true, size: 4 },
        })),
      ],
    },
    [[], [], [], []],
    element,
  );
  new ResizeObserver(() => plot.setSize({ width: element.clientWidth - 16, height: 220 })).observe(element);
  return { key, plot };
});

function draw() {
  for (const { key, plot } of plots) {
    const tables = Object.keys(MODES).map((mode) => [
      series[mode].map((sample) => sample.elapsed),
      series[mode].map((sample) => sample[key]),
    ]);
    plot.setData(uPlot.join(tables));
  }
}

function busy(isBusy) {
  for (const button of buttons) button.disabled = isBusy;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const mode = event.submitter?.value ?? 'guarded';
  const requests = form.elements.requests.value;
  busy(true);
  series[mode] = [{ elapsed: 0, answered: 0, queries: 0 }];
  cells[mode].errors.textContent = '–';
  status.textContent = `${MODES[mode]}: ${requests} requests are on their way …`;
  const answer = await fetch(`/avalanche?${new URLSearchParams({ mode, requests })}`, { method: 'POST' });
  if (!answer.ok) {
    status.textContent = `Refused: ${(await answer.json()).error}.`;
    busy(answer.status === 409);
  }
});

const events = new EventSource('/events');
events.onopen = () => {
  status.textContent = 'Ready. Release an avalanche.';
};
events.onerror = () => {
  status.textContent = 'The server is away; trying again …';
};
events.addEventListener('sample', ({ data }) => {
  const sample = JSON.parse(data);
  series[sample.mode].push(sample);
  for (const key of ['answered', 'queries', 'p50', 'p99'])
    cells[sample.mode][key].textContent = sample[key].toLocaleString('en');
  draw();
});
events.addEventListener('done', ({ data }) => {
  const { mode, errors } = JSON.parse(data);
  cells[mode].errors.textContent = errors;
  const last = series[mode].at(-1);
  status.textContent = `${MODES[mode]}: ${last.answered} requests answered with ${last.queries} database ${last.queries === 1 ? 'query' : 'queries'} in ${last.elapsed.toFixed(1)} s.`;
  busy(false);
});
events.addEventListener('failed', ({ data }) => {
  status.textContent = `It failed: ${JSON.parse(data).message}`;
  busy(false);
});
