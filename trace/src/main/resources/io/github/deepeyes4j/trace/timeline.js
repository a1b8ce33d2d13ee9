/** The time of model and tools, turn after turn. */
function timeline({turns, seconds: whole}) {
  const total = Math.max(whole, turns.reduce((sum, turn) => sum + turn.seconds, 0), 1e-9);
  const tools = turns.reduce((sum, turn) => sum + turn.tool_seconds, 0);
  const model = turns.reduce((sum, turn) => sum + turn.seconds, 0) - tools;
  return el('section', {class: 'timeline', 'aria-label': 'Timeline'},
    el('div', {class: 'bar'}, turns.flatMap((turn, i) => [
      share(i, 'model', turn.seconds - turn.tool_seconds, total),
      share(i, 'tool', turn.tool_seconds, total),
    ])),
    el('p', {class: 'legend'},
      el('span', {class: 'key model'}), `model ${seconds(model)} `,
      el('span', {class: 'key tool'}), `tools ${seconds(tools)} `,
      `of ${seconds(whole)}`));
}

function share(index, who, time, total) {
  if (time <= 0) {
    return null;
  }
  const bar = el('a', {
    class: who,
    href: `#turn-${index + 1}`,
    title: `turn ${index + 1}, ${who}: ${seconds(time)}`,
    'aria-label': `turn ${index + 1}, ${who}: ${seconds(time)}`,
  });
  bar.style.width = `${100 * time / total}%`;
  return bar;
}
