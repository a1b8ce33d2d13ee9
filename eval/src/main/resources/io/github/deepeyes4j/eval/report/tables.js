/** A name for people. */
function words(name) {
  return name.replaceAll('_', ' ');
}

function percent(share, digits = 1) {
  return share === null || share === undefined ? '–' : `${(100 * share).toFixed(digits)} %`;
}

function fixed(value, digits = 2) {
  return value === null || value === undefined ? '–' : value.toFixed(digits);
}

/** A share with its 95 % interval. */
function estimate(share) {
  return share
    ? `${percent(share.value)} (${(100 * share.ci95[0]).toFixed(0)}–${(100 * share.ci95[1]).toFixed(0)})`
    : 'not scored';
}

function spread(figure, digits = 0) {
  return `${figure.mean.toFixed(digits)} ± ${figure.std.toFixed(digits)}`;
}

/**
 * A table. The first cell of a row is its heading; a row of one cell is the heading of those below it.
 */
function table(caption, heads, rows) {
  const cells = ([first, ...others]) => others.length === 0
    ? el('tr', {}, el('th', {scope: 'rowgroup', colspan: heads.length}, first))
    : el('tr', {}, el('th', {scope: 'row'}, first), others.map((cell) =>
      el('td', {class: typeof cell === 'string' && cell.length > 40 ? 'text' : null}, cell)));
  return el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption},
    el('table', {},
      el('caption', {}, caption),
      el('thead', {}, el('tr', {}, heads.map((head) => el('th', {scope: 'col'}, head)))),
      el('tbody', {}, rows.map(cells))));
}

/** Rows of one figure a run: the overall ones, then each class of questions below its run. */
function byRun(runs, figures) {
  return runs.flatMap((run) => {
    const classes = Object.entries(run.classes);
    const all = figures(run.overall);
    return classes.length === 0
      ? [[run.name, ...all]]
      : [[run.name], ['all', ...all], ...classes.map(([name, part]) => [words(name), ...figures(part)])];
  });
}

/** Names that occur in any of some objects, in the order in which they are first met. */
function namesOf(objects) {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))];
}

/** Links, side by side. */
function list(items) {
  return el('ul', {class: 'links'}, items.map((item) => el('li', {}, item)));
}

/** Episodes, or pairs of them, folded away. */
function links(title, episodes, link = (episode) => el('a', {href: episode.page}, episode.id)) {
  return episodes.length === 0 ? null : el('details', {},
    el('summary', {}, `${title}: ${episodes.length}`), list(episodes.map(link)));
}

function section(id, title, ...content) {
  return el('section', {id}, el('h2', {}, title), content);
}

/** A plot in the colours of the page. */
function plot(name) {
  const found = shown.plots.find((candidate) => candidate.name === name);
  return found ? el('figure', {},
    el('picture', {},
      el('source', {srcset: found.dark, media: '(prefers-color-scheme: dark)'}),
      el('img', {src: found.light, alt: found.caption})),
    el('figcaption', {}, found.caption, ' ',
      el('a', {href: `figures/${name}.svg`}, 'SVG'), ' ',
      el('a', {href: `figures/${name}.png`}, 'PNG'))) : null;
}
