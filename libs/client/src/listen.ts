import { addressOf, type ClientOptions } from './client.js';

/** One line of a service's live news. `place`: say it to go on from there. */
export type Heard = { readonly what: 'changed' | 'ended' | 'missed' | 'quiet'; readonly stream?: string; readonly at?: string; readonly place?: string };

/** To whom to listen: which service, of which streams (all that the caller may know of, if none), from which place on, until it is aborted; `trace`: in whose trace. */
export type Listening = { readonly service: string; readonly streams?: readonly string[]; readonly place?: string | undefined; readonly trace?: string | undefined; readonly signal: AbortSignal };

/** Hears live what changes. It ends when the connection does, whoever ended it, and never throws: come back with the last place. */
export async function* listen({ baseUrl, token, fetch = globalThis.fetch }: ClientOptions, { service, streams = [], place, trace, signal }: Listening): AsyncGenerator<Heard> {
  const headers = { accept: 'text/event-stream', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(place === undefined ? {} : { 'last-event-id': place }), ...(trace === undefined ? {} : { traceparent: trace }) };
  const query = streams.length === 0 ? '' : `?stream=${streams.map(encodeURIComponent).join()}`;
  try {
    const { ok, body } = await fetch(`${addressOf(baseUrl, `/api/${service}/v1/events`)}${query}`, { headers, signal });
    if (!ok || !body) return;
    let text = '';
    for await (const part of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + part).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) yield heardIn(block);
    }
  } catch {
    return; // aborted, or gone
  }
}

const heardIn = (block: string): Heard => {
  const lines = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const { event = 'quiet', data = '{}', id } = lines as { event?: Heard['what']; data?: string; id?: string };
  return { what: event, ...(JSON.parse(data) as object), ...(id ? { place: id } : {}) };
};
