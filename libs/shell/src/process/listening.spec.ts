import { Agent, get } from 'node:http';
import { listenOn } from './listening.js';

/** Asks over a connection that is kept: the status, and whether the answer says that it will be closed. */
const ask = (agent: Agent, port: number): Promise<readonly [status: number | undefined, connection: string | undefined]> =>
  new Promise((resolve, reject) => get({ agent, port, host: '127.0.0.1' }, (answer) => answer.resume().on('end', () => resolve([answer.statusCode, answer.headers.connection]))).on('error', reject));

describe('a port of a process', () => {
  it('given somebody who keeps a connection, when the process is to leave, then they are answered and told to connect anew', async () => {
    const listening = await listenOn({ host: '127.0.0.1', port: 0 });
    listening.open((_, response) => void response.end('an answer'));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = await ask(agent, listening.port);
    const leaving = listening.leave();
    const after = await ask(agent, listening.port);
    await leaving;
    await listening.close();
    expect([before, after]).toEqual([[200, 'keep-alive'], [200, 'close']]);
  });
});
