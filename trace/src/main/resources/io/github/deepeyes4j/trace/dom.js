/** What the page shows. */
const shown = JSON.parse(document.getElementById('data').textContent);

/**
 * Makes an element. Texts become text nodes: what a model, a program or a web page wrote is never
 * read as HTML.
 */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      node.setAttribute(key, value);
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== ''));
  return node;
}

/** A small labelled fact. */
function chip(text, kind = '') {
  return el('span', {class: `chip ${kind}`.trim()}, text);
}

function seconds(value) {
  return value < 0.1 ? `${(1000 * value).toFixed(0)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

/** The parts of a reward, one chip each; none when nobody judged. */
function rewardChips(reward) {
  return Object.entries(reward ?? {}).map(([name, value]) =>
    chip(`${name} ${Number(value.toFixed(3))}`, value > 0 ? 'good' : 'bad'));
}

/** How an episode stopped, or a tool ended. */
function statusChip(status) {
  return chip(status, status === 'ok' || status === 'answer' ? 'good' : 'bad');
}
