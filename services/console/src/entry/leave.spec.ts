import { Provider } from './provider.js';
import { AUDIENCE, CLIENT, startProvider } from './spec-provider.js';

describe('given a provider that was away when the console started', () => {
  it('when it is back and somebody signs out before anybody signed in here, then what renews their tokens is taken back, and they are led out there too', async () => {
    const consoleUrl = 'http://127.0.0.1:9';
    const provider = await startProvider(consoleUrl, {});
    try {
      provider.away = true;
      const at = await Provider.at({ issuer: provider.issuer, audience: AUDIENCE, scope: 'openid', consoleUrl, clientId: CLIENT.id, client: { secret: CLIENT.secret } });
      await expect(at.begin()).rejects.toMatchObject({ why: 'away' });
      expect(await at.leave({ token: 'a-token', expires: 0, renewal: 'a-renewal' })).toBeUndefined();
      provider.away = false;
      expect([await at.leave({ token: 'a-token', expires: 0, renewal: 'a-renewal' }), provider.asked]).toEqual([expect.stringContaining(`${provider.issuer}/session/end?`), expect.arrayContaining(['/token/revocation'])]);
    } finally {
      await provider.close();
    }
  });
});
