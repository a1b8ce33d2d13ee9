const CODE_RESULT = /^\s*Code execution result:\nstdout:\n```\n([\s\S]*)\n```\n\nstderr:\n```\n([\s\S]*)\n```(?:\n\nImages:\n|\s*$)/;
const HIT = /^(\d+)\. \[(.*)\]\((.*)\)$/;

/** What a tool returned. */
function observation(turn) {
  const {text, status} = turn.observation;
  const code = turn.action.kind === 'code' ? CODE_RESULT.exec(text) : null;
  const search = turn.action.kind === 'search' || turn.action.kind === 'image_search';
  return el('div', {class: 'observation'},
    el('p', {class: 'facts'}, statusChip(status), chip(seconds(turn.tool_seconds))),
    code ? [stream('stdout', code[1]), stream('stderr', code[2]), gallery(turn.pictures)]
      : search ? hits(text, turn.pictures)
        : [el('pre', {}, text), gallery(turn.pictures)]);
}

function stream(name, text) {
  return text.trim()
    ? el('div', {class: `stream ${name}`}, el('h4', {}, name), el('pre', {}, text))
    : null;
}

/**
 * Search results, line by line. Each `<image>` is a picture, unless a result says the word itself:
 * then nobody knows which is which, and the pictures follow the text.
 */
function hits(text, found) {
  const parts = text.replace(/^<tool_response>\n|\n<\/tool_response>$/g, '').split('<image>');
  const inline = parts.length === found.length + 1;
  const nodes = [];
  (inline ? parts : [parts.join('<image>')]).forEach((part, i) => {
    part.split('\n').forEach((line) => nodes.push(hitLine(line)));
    nodes.push(inline && i < found.length ? figure(found[i]) : null);
  });
  return el('div', {class: 'hits'}, nodes, inline ? null : gallery(found));
}

function hitLine(line) {
  const hit = HIT.exec(line);
  if (hit) {
    return el('p', {class: 'hit'}, `${hit[1]}. `, link(hit[2], hit[3]));
  }
  return line.trim() ? el('p', {class: line.startsWith('#') ? 'heading' : null}, line) : null;
}

/** A link where the address is one of the web, text otherwise. */
function link(text, address) {
  const web = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
  return web
    ? [el('a', {href: address, target: '_blank', rel: 'noopener noreferrer'}, text),
      el('span', {class: 'address'}, ` ${new URL(address).host}`)]
    : `${text} (${address})`;
}
