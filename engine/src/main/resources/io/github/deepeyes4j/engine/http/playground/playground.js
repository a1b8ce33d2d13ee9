import {aborted, call, events, Refusal} from './api.js';

/** In base64 this stays below the server's limit of a request. */
const MAX_PICTURE = 45 * 1024 * 1024;

const byId = (id) => document.getElementById(id);
const form = byId('ask');
const question = byId('question');
const model = byId('model');
const token = byId('token');

/** The picture to ask about, as a data: address. */
let picture = null;

/** Stops the answer that is being written; null when none is. */
let running = null;

function say({error = '', status = ''}) {
  byId('error').textContent = error;
  byId('status').textContent = status;
}

function fail(error) {
  say({error: error.message});
  if (error instanceof Refusal && error.status === 401) {
    byId('token-field').hidden = false;
    token.focus();
  }
}

async function listModels() {
  try {
    const {data} = await (await call('/v1/models', token.value)).json();
    model.replaceChildren(...data.map(({id}) => new Option(id, id)));
    // The agent, where there is one, comes last.
    model.selectedIndex = data.length - 1;
    say({});
  } catch (error) {
    fail(error);
  }
}

async function take(file) {
  try {
    if (file.size > MAX_PICTURE) {
      throw new Error('too large');
    }
    const address = await dataUrl(file);
    byId('shown').src = address;
    await byId('shown').decode();
    picture = address;
    byId('picture').hidden = false;
    say({status: `Picture: ${file.name}`});
  } catch (error) {
    drop();
    say({
      error: error.message === 'too large'
        ? `${file.name}: larger than 45 MiB.`
        : `${file.name}: not a picture that this browser can read.`,
    });
  }
  question.focus();
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

function drop() {
  picture = null;
  byId('picture').hidden = true;
  byId('shown').removeAttribute('src');
}

function request() {
  const content = [{type: 'text', text: question.value}];
  if (picture) {
    content.unshift({type: 'image_url', image_url: {url: picture}});
  }
  return JSON.stringify({
    model: model.value,
    messages: [{role: 'user', content}],
    temperature: 0,
    stream: true,
    deepeyes_trace_page: true,
  });
}

async function ask() {
  if (model.options.length === 0) {
    await listModels();
    if (model.options.length === 0) {
      return;
    }
  }
  const stopper = new AbortController();
  begin(stopper);
  try {
    const response = await call('/v1/chat/completions', token.value, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: request(),
      signal: stopper.signal,
    });
    let last = {};
    for await (const event of events(response)) {
      show(event.choices[0].delta);
      last = event;
    }
    end(last);
  } catch (error) {
    if (aborted(error)) {
      say({status: 'Stopped.'});
    } else {
      fail(error);
    }
  } finally {
    running = null;
    byId('send').disabled = false;
    byId('stop').disabled = true;
  }
}

function begin(stopper) {
  running = stopper;
  byId('send').disabled = true;
  byId('stop').disabled = false;
  for (const part of ['turns', 'answer']) {
    byId(part).textContent = '';
    byId(`${part}-part`).hidden = true;
  }
  byId('trace-part').hidden = true;
  say({status: 'The model is at work …'});
}

/** An agent tells its turns as reasoning. */
function show({reasoning_content: turns, content}) {
  add('turns', turns);
  add('answer', content);
}

/** What a model wrote is text, never HTML. */
function add(part, text) {
  if (text) {
    byId(part).append(text);
    byId(`${part}-part`).hidden = false;
  }
}

function end({choices, deepeyes_trace: trace, deepeyes_trace_page: page}) {
  const cut = choices[0].finish_reason === 'length' ? ' Cut off: a limit was reached.' : '';
  say({
    status: trace
      ? `Done after ${trace.turns.length} turn${trace.turns.length === 1 ? '' : 's'}: ${trace.stop}.${cut}`
      : `Done.${cut}`,
  });
  if (page) {
    byId('trace').href = page;
    byId('trace-part').hidden = false;
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!running) {
    ask();
  }
});
question.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    running?.abort();
  }
});
byId('stop').addEventListener('click', () => running?.abort());
token.addEventListener('change', listModels);

byId('file').addEventListener('change', async ({target}) => {
  const [file] = target.files;
  if (file) {
    await take(file);
    target.value = '';
  }
});
byId('remove').addEventListener('click', () => {
  drop();
  say({status: 'The picture is removed.'});
  byId('file').focus();
});
document.addEventListener('paste', (event) => {
  const [file] = event.clipboardData.files;
  if (file) {
    event.preventDefault();
    take(file);
  }
});
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dropping');
});
document.addEventListener('dragleave', () => document.body.classList.remove('dropping'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  const [file] = event.dataTransfer.files;
  if (file) {
    take(file);
  } else {
    say({error: 'Drop a picture file: this was something else.'});
  }
});

listModels();
