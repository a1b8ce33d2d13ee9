const {runs, comparisons, trainings, published} = shown.analysis;

function summary() {
  return section('summary', 'Right answers and tools',
    table('95 % intervals in brackets; calls and tokens are means ± one standard deviation',
      ['run', 'episodes', 'right', 'of the scored', 'with a tool', 'calls', 'code that runs', 'tokens', 'turns', 'seconds'],
      byRun(runs, (part) => [
        part.n, estimate(part.accuracy),
        part.unscored ? `${estimate(part.accuracy_of_scored)}, ${part.unscored} unscored` : 'all scored',
        estimate(part.tool_rate), spread(part.calls, 2), percent(part.executable_code_share),
        spread(part.tokens), spread(part.turns, 1), spread(part.seconds, 1)])),
    el('p', {class: 'quiet'}, 'Unscored episodes count as wrong. Code that runs: of the code calls, those that ended well.'),
    el('h3', {}, 'All episodes'),
    list(runs.flatMap((run) => run.traces.map((page, i) =>
      el('a', {href: page}, run.traces.length === 1 ? run.name : `${run.name}, part ${i + 1}`)))));
}

function tools() {
  const names = namesOf(runs.map((run) => run.overall.tools));
  const combinations = namesOf(runs.map((run) => run.overall.combinations));
  return section('tools', 'Tool calls',
    plot('tool-classes'), plot('tool-rate'), plot('tool-classes-by-question'),
    table('Share of the calls by class; in brackets calls an episode', ['run', ...names.map(words)],
      byRun(runs, (part) => names.map((name) => {
        const use = part.tools[name];
        return use && use.calls ? `${percent(use.share)} (${fixed(use.per_trajectory)})` : '–';
      }))),
    table('Calls that do something, whatever else they do', ['run', ...names.map(words)],
      runs.map((run) => [run.name, ...names.map((name) => run.overall.tools[name]?.within ?? 0)])),
    table('Episodes by the classes of tools that they use together', ['classes', ...runs.map((run) => run.name)],
      combinations.map((name) => [words(name), ...runs.map((run) => {
        const count = run.overall.combinations[name] ?? 0;
        return `${count} (${percent(count / run.overall.n)})`;
      })])),
    el('p', {class: 'quiet'}, 'A call that does several things has the first class of: mark, crop, other image operation, numerical.'));
}

function compared() {
  return comparisons.length === 0 ? null : section('comparisons', 'Question by question',
    comparisons.map((pair) => [
      el('h3', {}, `${pair.second} against ${pair.first}`),
      el('p', {}, `${pair.questions} questions: ${percent(pair.first_accuracy)} and ${percent(pair.second_accuracy)} right, `
        + `a difference of ${points(pair.difference.value)} points (95 %: ${points(pair.difference.ci95[0])} to ${points(pair.difference.ci95[1])}).`
        + (pair.left_out ? ` ${pair.left_out} questions are left out: only one run was asked, or they were not scored.` : '')),
      pair.pairs ? [
        table('Questions', ['', `${pair.second} right`, `${pair.second} wrong`], [
          [`${pair.first} right`, pair.pairs.both, pair.pairs.only_first.length],
          [`${pair.first} wrong`, pair.pairs.only_second.length, pair.pairs.neither]]),
        el('p', {class: 'quiet'}, `McNemar's exact test: p ${pair.pairs.p < 0.001 ? '< 0.001' : `= ${fixed(pair.pairs.p, 3)}`}.`),
        links(`Only ${pair.first} is right`, pair.pairs.only_first, both),
        links(`Only ${pair.second} is right`, pair.pairs.only_second, both),
      ] : el('p', {class: 'quiet'}, 'Questions were asked several times; each counts with its mean.'),
    ]));
}

function points(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`;
}

/** Both episodes of a question. */
function both(pair) {
  return [`${pair.first.id}: `, el('a', {href: pair.first.page}, 'first'), ', ', el('a', {href: pair.second.page}, 'second')];
}

/** Episodes of each kind, as counts and as links. */
function kinds(caption, figure) {
  const names = namesOf(runs.map((run) => run.overall[figure]));
  return [
    table(caption, ['run', ...names.map(words)],
      byRun(runs, (part) => names.map((name) => part[figure][name].length))),
    runs.map((run) => names.map((name) => links(`${run.name}, ${words(name)}`, run.overall[figure][name]))),
  ];
}

function errors() {
  return section('errors', 'Errors',
    kinds('Wrong episodes by kind, the first that applies', 'errors'),
    el('p', {class: 'quiet'}, 'No answer: it ended without one. Execution: a call failed, and no later one of its tool succeeded. '
      + 'Selection: a tool that the class of question needs was not called. Reading: the last output, or any, is quoted by nothing that came after. '
      + 'Undetermined: the rest. Whether a region or a query was wrong, or a picture misread, cannot be told without the question\'s evidence.'),
    ends('How tool calls ended', 'statuses'), ends('Why episodes stopped', 'stops'));
}

function ends(caption, figure) {
  const names = namesOf(runs.map((run) => run.overall[figure]));
  return table(caption, ['run', ...names.map(words)],
    runs.map((run) => [run.name, ...names.map((name) => run.overall[figure][name] ?? 0)]));
}

function audit() {
  return section('audit', 'Audit flags',
    kinds('Episodes with each flag', 'flags'),
    el('p', {class: 'quiet'}, 'Signs that tools are used for show: docs/rewards.md says when each is raised.'));
}

function training() {
  return trainings.length === 0 ? null : section('training', 'Over training steps', trainings.map((run) => [
    el('h3', {}, run.name),
    plot(`training-${run.name.replace(/[^A-Za-z0-9._-]+/g, '-')}`),
    change(run),
    run.sources.length === 0 ? null : table('Scored rollouts of the first and the last steps, by source',
      ['source', 'steps', 'rollouts', 'right', 'with a tool', 'calls', 'tokens'],
      run.sources.map((phase) => [words(phase.source), `${phase.from_step}–${phase.to_step}`, phase.n,
        percent(phase.accuracy), percent(phase.tool_rate), spread(phase.calls, 2), spread(phase.tokens)])),
  ]));
}

/** The first and last steps beside the published ones. */
function change(run) {
  const mean = (part) => part.reduce((sum, point) => sum + point.value, 0) / part.length;
  const rows = published.training.filter((row) => run.curves[row.figure]).map((row) => {
    const curve = run.curves[row.figure];
    const ends = Math.min(5, Math.ceil(curve.length / 2));
    return [row.figure, fixed(mean(curve.slice(0, ends))), fixed(mean(curve.slice(-ends))), fixed(row.from), fixed(row.to)];
  });
  return rows.length === 0 ? null : table('Means of the first and the last steps, five at most, beside the paper\'s figure 8 (7B, 60 steps, read off)',
    ['figure', 'first', 'last', 'published, first', 'published, last'], rows);
}

function paper() {
  const names = namesOf(published.shares.flatMap((row) => [row.sft, row.rl]));
  const rows = published.shares.flatMap((row) => [
    [`${row.benchmark}, cold start`, ...names.map((name) => row.sft[name] ?? '–')],
    [`${row.benchmark}, RL`, ...names.map((name) => row.rl[name] ?? '–')]]);
  return section('published', 'What the paper shows',
    el('p', {class: 'quiet'}, 'DeepEyesV2 7B (arXiv 2511.05271), read off its plots: other models, other questions, another classifier. '
      + 'To stand beside these runs, not to be compared with them number by number.'),
    el('p', {class: 'quiet'}, 'Of figures 4 and 10 the paper publishes no numbers that could stand here.'),
    table('Percent of the tool calls by class, ±1.5 (figure 6)', ['benchmark', ...names.map(words)], rows),
    table('Percent of the questions with at least one call (figure 7)', ['benchmark', 'cold start', 'RL'],
      published.rates.map((row) => [row.benchmark, row.sft, row.rl])));
}

function protocol() {
  const methods = new Set(runs.map((run) => run.overall.tool_rate.method));
  return section('protocol', 'Protocol',
    runs.map((run) => [
      el('h3', {}, run.name),
      el('p', {}, 'Read from ', run.directories.map((directory) => [el('code', {}, directory), ' '])),
      el('p', {}, 'Model: ', counted(run.models), '. Digest of prompts and switches: ', counted(run.protocols), '.'),
      run.benchmarks.length ? null : el('p', {class: 'quiet'}, 'No run of a benchmark: search settings and limits are not stored with it.'),
      run.benchmarks.map((report) => [
        table(`What decides the numbers; protocol ${report.protocol}`, ['', ''], Object.entries(report.conditions).map(([name, value]) => [words(name), value])),
        el('p', {}, contamination(report)),
      ]),
    ]),
    el('p', {class: 'quiet'}, 'Intervals: '
      + [methods.has('WILSON') ? 'Wilson\'s score interval where every episode has a picture of its own, or all agree' : null,
        methods.has('BOOTSTRAP') ? 'a bootstrap over pictures where episodes share them' : null,
        comparisons.length ? 'differences by a bootstrap over pictures' : null].filter(Boolean).join('; ')
      + '. Classes of code come from rules over Python\'s syntax tree; docs/analysis.md says how often they are right.'));
}

function counted(names) {
  return Object.entries(names).map(([name, n], i) => [i ? ', ' : '', el('code', {}, name), ` (${n})`]);
}
