/** A number of a benchmark: a share in percent, or a count. */
function score(name, value) {
  return typeof value !== 'number' ? '–' : name === 'hits' ? value.toFixed(1) : percent(value);
}

/** A number with its 95 % interval. */
function scored(name, number) {
  return number
    ? `${score(name, number.value)} (${number.ci95.map((end) => score(name, end).replace(' %', '')).join('–')})`
    : '–';
}

/** The numbers of the benchmarks that were run. */
function scores() {
  const reports = runs.flatMap((run) => run.benchmarks.map((report) => [run, report]));
  return reports.length === 0 ? null : section('scores', 'Scores', reports.map(([run, report]) => [
    el('h3', {}, reports.length === 1 ? report.title : `${run.name}: ${report.title}`),
    report.complete ? null : el('p', {}, 'INCOMPLETE: not all episodes are there.'),
    Object.entries(report.scores).map(([variant, part]) => numbers(variant, part)),
    evidence(report),
    cost(report.cost),
    list(report.remarks.map((remark) => `Note: ${remark}`)),
  ]));
}

function numbers(variant, part) {
  const unscored = Object.entries(part.unscored);
  return [
    table(`Scorer: ${variant}; 95 % intervals in brackets`, ['', 'all', 'of the scored', 'standard error', 'pictures'],
      Object.entries(part.all).map(([name, number]) => [words(name), scored(name, number),
        unscored.length === 0 ? 'all scored' : scored(name, part.scored[name]),
        score(name, number.standard_error), number.clusters])),
    el('p', {class: 'quiet'}, `${part.n} answers, ${part.unparsable} in which nothing can be read (wrong), `
      + (unscored.length === 0 ? 'none unscored.' : `unscored and counted as wrong: ${unscored.map(([why, n]) => `${words(why)} ${n}`).join(', ')}.`)
      + (typeof part.spread === 'number' ? ` Standard deviation over passes: ${percent(part.spread)}.` : '')),
  ];
}

function evidence(report) {
  const rows = Object.entries(report.evidence);
  return [
    rows.length === 0 ? null : table('Evidence: whether tools showed what the answer rests on', ['', 'mean', 'answers that have it'],
      rows.map(([name, mean]) => [words(name), scored(name, mean.mean), mean.n])),
    report.judges ? el('p', {}, `A judge decided ${report.judges.asked} answers; a second one disagrees on `
      + `${percent(report.judges.disagreement)} of ${report.judges.compared}.`) : null,
  ];
}

function cost(spent) {
  const parts = Object.entries(spent.seconds);
  return [
    table('Cost', ['wall clock', 'tokens written', 'tokens/s', 'read by an answer', 'turns', 'calls', 'calls that fail', 'episode, median', '90 %'],
      [[`${spent.wall_seconds.toFixed(1)} s`, spent.tokens, spent.tokens_per_second.toFixed(0), `${spent.prompt_tokens.toFixed(0)} tokens`,
        fixed(spent.turns), fixed(spent.tool_calls), percent(spent.tool_error_rate), ...spent.episode_seconds.map((each) => `${each.toFixed(2)} s`)]]),
    table('Where an answer\'s seconds go', parts.map(([name]) => words(name)), [parts.map(([, seconds]) => seconds.toFixed(3))]),
  ];
}

/** Whether the benchmark's questions are among what the model was trained on. */
function contamination(report) {
  const found = report.contamination;
  return found === null
    ? 'Contamination: not checked.'
    : `Contamination: ${found.found.length} of ${found.questions} questions are near copies of what is in ${found.files.join(', ')} `
      + `(${found.examples} examples, and ${found.unreadable} unreadable)${found.found.length ? ': ' : '.'}`
      + found.found.map((copy) => `${copy.item} of ${copy.example} by ${copy.by}`).join(', ');
}
