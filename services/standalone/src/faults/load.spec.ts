import { BY_ITSELF_MS_MAX, Load } from './load.js';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:1';

it('given a platform that answers nobody, when that has lasted for longer than it may take to come back, then whoever waits says so and the load ends', async () => {
  let now = 0;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => (now += BY_ITSELF_MS_MAX / 2));
  await expect(new Load(NOWHERE, 'seed').run()).rejects.toThrow('nobody answered rm-price for 400 s');
  clock.mockRestore();
});
