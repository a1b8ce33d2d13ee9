const names = [...runs.filter((run) => run.step === null), ...trainings].map((run) => run.name);
const title = names.length > 3 ? `${names.length} runs` : names.join(', ');
document.title = `${title}: analysis`;
const sections = [
  ...(runs.length ? [scores(), summary(), tools(), compared(), errors(), audit()] : []),
  training(), paper(), ...(runs.length ? [protocol()] : []),
].filter(Boolean);
document.querySelector('main').append(
  el('h1', {}, title),
  el('nav', {'aria-label': 'sections'}, sections.map((part) =>
    el('a', {href: `#${part.id}`}, part.querySelector('h2').textContent))),
  ...sections);
