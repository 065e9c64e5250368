import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BY_ITSELF_MS_MAX, Load } from './load.js';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:1';

it('given a platform that answers nobody, when that has lasted for longer than it may take to come back, then whoever waits says so and the load ends', async () => {
  let now = 0;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => (now += BY_ITSELF_MS_MAX / 2));
  await expect(new Load(NOWHERE, 'seed').run()).rejects.toThrow('nobody answered rm-price for 400 s');
  clock.mockRestore();
});

describe('given a platform that answers', () => {
  /** Lists these things to everybody, and calls every act mistaken. */
  const answering = async (items: readonly object[]) => {
    const mistaken = { code: 'not-valid', errors: [{ pointer: '/window', rule: 'window-order', detail: 'x' }] };
    const server = createServer(({ method, url }, response) => {
      const [status, body] = url?.endsWith('/sign-in') ? [200, { token: 't' }] : method === 'GET' ? [200, { items }] : [422, mistaken];
      response.writeHead(status as number, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, load: new Load(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'seed') };
  };

  it('when it lists none of what was entered long before, then the load says which list, and does nothing', async () => {
    const { server, load } = await answering([]);
    await expect(load.run()).rejects.toThrow(/^GET \/api\/resource-allocation\/v1\/resources\?label=team-(red|blue) lists nothing$/);
    expect([load.acknowledged, load.wrong]).toEqual([[], []]);
    server.close();
  });

  it('when it calls an act mistaken, then the load says which, with the field and the rule', async () => {
    const { server, load } = await answering([{ id: 'team' }]);
    load.stop();
    await load.run();
    expect(new Set(load.wrong)).toEqual(new Set(['authorisation/v1/authorisations', 'resource-allocation/v1/taskings'].map((route) => `POST /api/${route} was answered 422 not-valid, /window window-order`)));
    server.close();
  });
});
