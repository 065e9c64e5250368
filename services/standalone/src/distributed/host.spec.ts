import { type Answering, listenOn } from '@cpmp/shell';
import { remoteHealth } from './host.js';

const WITHIN_MS = 200;
const away = { service: 'notification', ready: false, why: 'the process does not answer' };

/** What is said of a process that answers so. */
const healthOf = async (answering: Answering) => {
  const listening = await listenOn({ host: '127.0.0.1', port: 0 });
  listening.open(answering);
  try {
    return await remoteHealth({ name: 'notification', url: `http://127.0.0.1:${listening.port}` }, WITHIN_MS);
  } finally {
    await listening.close();
  }
};

describe('how a process of the distributed platform is', () => {
  it('given one that answers, then what it says', async () => {
    const said = { service: 'notification', ready: true };
    expect(await healthOf((_, response) => void response.end(JSON.stringify(said)))).toEqual(said);
  });

  it('given one that stands still, before it answers or in the middle of it, then it is not ready, and nobody waits for it', async () => {
    expect(await healthOf(() => {})).toMatchObject(away);
    expect(await healthOf((_, response) => void response.write('{'))).toMatchObject(away);
  });
});
