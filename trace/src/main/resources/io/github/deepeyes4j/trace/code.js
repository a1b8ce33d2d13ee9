const PYTHON = new RegExp([
  /(?<comment>#.*)/,
  /(?<string>[rbf]{0,2}(?:'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))/,
  /(?<keyword>\b(?:and|as|assert|break|class|continue|def|del|elif|else|except|False|finally|for|from|if|import|in|is|lambda|None|not|or|pass|raise|return|True|try|while|with|yield)\b)/,
  /(?<number>\b\d[\d_.]*(?:e[+-]?\d+)?\b)/,
].map((part) => part.source).join('|'), 'g');

/** Python, lightly coloured. */
function python(source) {
  const pieces = [];
  let from = 0;
  for (const match of source.matchAll(PYTHON)) {
    const [kind] = Object.entries(match.groups).find(([, text]) => text !== undefined);
    pieces.push(source.slice(from, match.index), el('span', {class: kind}, match[0]));
    from = match.index + match[0].length;
  }
  pieces.push(source.slice(from));
  return el('pre', {class: 'code'}, pieces);
}
