import { Agent, request as open } from 'node:http';

/** A request as it goes over the wire. `path`: with its query, as it is sent. */
export type Sent = { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string | readonly string[]>>; readonly body?: Uint8Array };

/** What came back. Status 0: the connection was ended without an answer. */
export type Heard = { readonly status: number; readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>; readonly text: string };

/** True for an answer that is a stream of events: it goes on until somebody hangs up. */
export const isEvents = (headers: Heard['headers']): boolean => String(headers['content-type']).startsWith('text/event-stream');

/** Sends what `fetch` would mend or refuse: any method, headers twice, paths as they are, a body with GET. */
export type Transport = { readonly send: (sent: Sent) => Promise<Heard>; readonly close: () => void };

/** Opens a way to a server at `http://host:port`. */
export const transportTo = (url: string): Transport => {
  const agent = new Agent({ keepAlive: true });
  const { hostname: host, port } = new URL(url);
  const send = ({ method, path, headers, body }: Sent): Promise<Heard> =>
    new Promise((settle) => {
      const nothing: Heard = { status: 0, headers: {}, text: '' };
      const length = body ? { 'content-length': String(body.length) } : {};
      const request = open({ agent, host, port, method, path, headers: { ...length, ...(headers as Record<string, string | string[]>) } }, (response) => {
        const parts: Buffer[] = [];
        const done = (): void => settle({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString('utf8') });
        const isEndless = isEvents(response.headers);
        response.on('data', (part: Buffer) => {
          parts.push(part);
          // Of what never ends the beginning is heard, and hung up on.
          if (!isEndless) return;
          done();
          request.destroy();
        });
        response.on('error', () => settle(nothing));
        response.on('end', done);
      });
      request.on('error', () => settle(nothing));
      request.end(body);
    });
  return { send, close: () => agent.destroy() };
};
