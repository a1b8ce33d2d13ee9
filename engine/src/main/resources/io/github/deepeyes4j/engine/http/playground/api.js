/** An answer that tells what is wrong. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Asks the server; what goes wrong is an error whose message is one line for the user. */
export async function call(path, token, options = {}) {
  const headers = {...options.headers, ...(token ? {Authorization: `Bearer ${token}`} : {})};
  let response;
  try {
    response = await fetch(path, {...options, headers});
  } catch (error) {
    throw aborted(error) ? error : new Error('The server cannot be reached.');
  }
  if (!response.ok) {
    throw new Refusal(response.status, await reason(response));
  }
  return response;
}

export function aborted(error) {
  return error.name === 'AbortError';
}

async function reason(response) {
  let told = `it answered with status ${response.status}`;
  try {
    told = (await response.json()).error.message;
  } catch {
    // Not every error comes from the server itself: a proxy has a form of its own.
  }
  if (response.status === 429) {
    return `The server is busy: ${told}. Ask again in ${response.headers.get('Retry-After') ?? 'a few'} s.`;
  }
  return `The server refused: ${told}`;
}

/** The server-sent events of an answer, each as soon as it has come. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await next(reader);
    if (done) {
      throw new Error('The connection ended before the answer did.');
    }
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === 'data: [DONE]') {
        return;
      }
      if (line.startsWith('data: ')) {
        yield event(JSON.parse(line.slice('data: '.length)));
      }
    }
  }
}

async function next(reader) {
  try {
    return await reader.read();
  } catch (error) {
    throw aborted(error) ? error : new Error('The connection broke before the answer ended.');
  }
}

function event(data) {
  if (data.error) {
    throw new Error(`The server gave up: ${data.error.message}`);
  }
  return data;
}
