/** Lower ends of the classes of probability. */
const LIKELY = [0.99, 0.9, 0.5, 0.1, 0];

/** The conversation as the model has it: what it read, and what it wrote, token by token. */
function tokenView(trajectory) {
  const body = el('div', {});
  const view = el('details', {id: 'tokens', class: 'by-probability'},
    el('summary', {}, 'Tokens'), choice(() => view), legend(), body);
  view.addEventListener('toggle', () => {
    if (view.open && !body.hasChildNodes()) {
      body.append(...conversation(trajectory));
    }
  });
  return view;
}

function choice(view) {
  const radio = (name, label, checked) => {
    const input = el('input', {type: 'radio', name: 'colour', checked});
    input.addEventListener('change', () => { view().className = `by-${name}`; });
    return el('label', {}, input, ` ${label}`);
  };
  return el('fieldset', {}, el('legend', {}, 'Colour'),
    radio('probability', 'log-probability', ''), radio('mask', 'mask: read or written', null));
}

function legend() {
  const names = ['≥ 0.99', '≥ 0.9', '≥ 0.5', '≥ 0.1', '< 0.1'];
  return el('p', {class: 'legend'}, 'probability ',
    names.map((name, i) => el('span', {class: `written p${i}`}, name)));
}

function conversation({prompt, turns}) {
  let known = 0;
  return [
    ...prompt.map(({role, text}) => segment(role, el('span', {class: 'read'}, text))),
    ...turns.flatMap((turn, i) => {
      const read = turn.prompt_tokens - known;
      known = turn.prompt_tokens + turn.token_ids.length;
      const counts = turn.prompt_tokens > 0 ? `, ${read} tokens read before` : '';
      return [
        segment(`assistant, turn ${i + 1}: ${turn.token_ids.length} tokens written${counts}`,
          turn.prefill ? el('span', {class: 'read'}, turn.prefill) : null,
          written(turn, shown.tokens[i])),
        turn.observation ? segment('user', el('span', {class: 'read'}, turn.observation.text)) : null,
      ];
    }),
  ].filter((node) => node !== null);
}

function segment(name, ...content) {
  return el('div', {class: 'segment'}, el('h4', {}, name), el('pre', {}, content));
}

/** Without a tokenizer that has the model's vocabulary a token is its number. */
function written(turn, texts) {
  if (turn.token_ids.length === 0) {
    return el('span', {class: 'written'}, turn.text);
  }
  const numbers = texts.length === 0;
  return [
    numbers ? el('span', {class: 'written'}, `${turn.text}\n\n`) : null,
    ...turn.token_ids.map((id, i) => {
      const logprob = Number(turn.logprobs[i]);
      return el('span', {
        class: `token written p${LIKELY.findIndex((least) => Math.exp(logprob) >= least)}`,
        title: `token ${id}, log-probability ${logprob.toFixed(3)}`,
      }, numbers ? `${id} ` : texts[i]);
    }),
  ];
}
