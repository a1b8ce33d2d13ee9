const rows = shown.rows.map((row) => ({
  ...row,
  text: `${row.id}\n${row.question}\n${row.answer ?? ''}`.toLowerCase(),
  total: row.reward ? Object.values(row.reward).reduce((sum, part) => sum + part, 0) : null,
}));

function card(row) {
  return el('li', {},
    el('a', {href: row.page},
      row.picture ? el('img', {
        src: row.picture.address,
        width: row.picture.width,
        height: row.picture.height,
        loading: 'lazy',
        alt: '',
      }) : el('span', {class: 'no-picture'}),
      el('span', {class: 'words'},
        el('span', {class: 'question'}, row.question),
        el('span', {class: 'answer'}, row.answer ?? '(no answer)'),
        el('span', {class: 'facts'},
          statusChip(row.stop), rewardChips(row.reward), row.tools.map((tool) => chip(tool)),
          row.statuses.filter((status) => status !== 'ok').map(statusChip),
          chip(`${row.turns} turns`), chip(`${row.tokens} tokens`), chip(seconds(row.seconds)),
          el('span', {class: 'id'}, row.id)))));
}

function labelled(name, input) {
  return el('label', {}, `${name} `, input);
}

/** A choice among the values that the rows have. */
function select(name, values) {
  const options = [...new Set(rows.flatMap(values))].sort();
  return labelled(name, el('select', {name},
    el('option', {value: ''}, 'any'), options.map((value) => el('option', {}, value))));
}

function number(name) {
  return labelled(name.replace('-', ' '), el('input', {name, type: 'number', step: 'any'}));
}

const form = el('form', {role: 'search'},
  labelled('text', el('input', {name: 'text', type: 'search', autocomplete: 'off'})),
  select('stop', (row) => [row.stop]),
  select('tool', (row) => row.tools.length ? row.tools : ['none']),
  select('status', (row) => row.statuses),
  rows.some((row) => row.total !== null) ? [number('least-reward'), number('most-reward')] : null);

function matches(row, wanted) {
  return (!wanted.text || row.text.includes(wanted.text.toLowerCase()))
    && (!wanted.stop || row.stop === wanted.stop)
    && (!wanted.tool || (row.tools.length ? row.tools : ['none']).includes(wanted.tool))
    && (!wanted.status || row.statuses.includes(wanted.status))
    && (!wanted['least-reward'] || (row.total !== null && row.total >= Number(wanted['least-reward'])))
    && (!wanted['most-reward'] || (row.total !== null && row.total <= Number(wanted['most-reward'])));
}

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

const count = el('p', {class: 'count', role: 'status'});
const cards = rows.map(card);

/** Shows what the form asks for. */
function filter() {
  const wanted = Object.fromEntries(new FormData(form));
  const kept = rows.filter((row, i) => {
    const keep = matches(row, wanted);
    cards[i].hidden = !keep;
    return keep;
  });
  const rewards = kept.map((row) => row.total).filter((total) => total !== null);
  count.textContent = `${kept.length} of ${rows.length} trajectories`
    + (rewards.length ? `, mean reward ${mean(rewards).toFixed(3)}` : '')
    + (kept.length ? `, ${mean(kept.map((row) => row.turns)).toFixed(1)} turns, ${seconds(mean(kept.map((row) => row.seconds)))} each` : '');
  const asked = Object.entries(wanted).filter(([, value]) => value);
  window.history.replaceState(null, '', `#${new URLSearchParams(asked)}`);
}

/** A reloaded page, or a link to a filtered one, asks for the same. */
function restore() {
  for (const [name, value] of new URLSearchParams(window.location.hash.slice(1))) {
    const input = form.elements.namedItem(name);
    if (input) {
      input.value = value;
    }
  }
}

form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
document.title = `${shown.name}: trajectories`;
document.querySelector('main').append(
  el('h1', {}, shown.name), form, count, el('ol', {class: 'rows'}, cards));
restore();
filter();
