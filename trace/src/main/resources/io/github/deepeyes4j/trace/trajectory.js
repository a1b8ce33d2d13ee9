const {trajectory, run} = shown;

function head() {
  return el('header', {},
    run ? el('nav', {'aria-label': 'Run'},
      el('a', {href: run.index}, 'All trajectories'),
      run.previous ? el('a', {href: run.previous, rel: 'prev'}, 'Previous') : null,
      run.next ? el('a', {href: run.next, rel: 'next'}, 'Next') : null) : null,
    el('h1', {}, trajectory.question),
    el('p', {class: 'facts'},
      statusChip(trajectory.stop), rewardChips(trajectory.reward),
      chip(`${trajectory.turns.length} turns`), chip(`${trajectory.tokens} tokens`),
      chip(seconds(trajectory.seconds))),
    trajectory.answer === null ? null : el('p', {class: 'answer'}, trajectory.answer),
    gallery(pictures.slice(0, trajectory.images.length)));
}

function turnSection(turn, index) {
  const {kind, text} = turn.action;
  return el('section', {class: 'turn', id: `turn-${index + 1}`, tabindex: -1},
    el('h2', {}, `Turn ${index + 1} `, chip(kind), chip(`model ${seconds(turn.seconds - turn.tool_seconds)}`)),
    turn.thought ? el('p', {class: 'thought'}, turn.thought) : null,
    kind === 'code' ? python(text)
      : kind === 'none' ? el('pre', {}, turn.text)
        : el('p', {class: kind === 'answer' ? 'answer' : 'query'}, text),
    turn.observation ? observation(turn) : null);
}

function foot() {
  return el('footer', {},
    `${trajectory.id} · ${trajectory.model} · seed ${trajectory.seed} · protocol `
      + `${(trajectory.protocol ?? '').slice(0, 12)} · j and k go from turn to turn`);
}

/** j and k go to the next turn and back. */
function keys(sections) {
  let current = -1;
  document.addEventListener('keydown', (event) => {
    const step = {j: 1, k: -1}[event.key] ?? 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey || sections.length === 0) {
      return;
    }
    current = Math.min(Math.max(current + step, 0), sections.length - 1);
    sections[current].focus({preventScroll: true});
    sections[current].scrollIntoView();
  });
}

const sections = trajectory.turns.map(turnSection);
document.title = trajectory.question;
document.querySelector('main').append(
  head(), timeline(trajectory), ...sections, tokenView(trajectory), foot());
keys(sections);
