import { connect } from 'node:net';
import { cacheInProcess, createLog } from '@cpmp/shell';
import { createConsole } from '../app.module.js';
import { listening } from '../spec-api.js';

/** What is answered to a request whose target browsers never send. */
const answered = (url: string, method: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => void socket.write(`${method} * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`));
    socket.setTimeout(2_000, () => void socket.destroy());
    socket.on('data', (part: Buffer) => void (text += part)).on('error', reject).on('close', () => void resolve(text));
  });

describe('a request for no path at all', () => {
  it.each([['GET', 404], ['HEAD', 404], ['OPTIONS', 403], ['POST', 403]])('given %s *, from anybody, when it comes, then it is answered with %s, and nothing is left that nobody hears', async (method, status) => {
    const unheard: unknown[] = [];
    const hear = (why: unknown): void => void unheard.push(why);
    process.on('unhandledRejection', hear);
    const desk = await createConsole({ api: { baseUrl: 'http://127.0.0.1:1' }, clock: () => '2026-03-02T11:00:00.000Z', signIn: { kind: 'development' }, marking: 'SECRET', secret: new Uint8Array(32).fill(7), shared: cacheInProcess(() => Date.now()), log: createLog('info', { write: () => {} }) });
    const door = await listening((request, response) => desk.handle(request, response));
    const answer = await answered(door.url, method);
    process.off('unhandledRejection', hear);
    await desk.close();
    await door.close();
    expect([unheard, Number(answer.split(' ')[1])]).toEqual([[], status]);
  });
});
