import type { RequestListener } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
// @ts-expect-error It brings no types.
import { Provider } from 'oidc-provider';
import { listening } from '../spec-api.js';

/** What the services want tokens to be for, and where the provider is asked for it. */
export const AUDIENCE = 'cpmp';
export const RESOURCE = 'https://covert.force.example/api';
export const CLIENT = { id: 'console', secret: 'a-secret+of/the:client%' };

/** What an account says of whoever has it. */
export type Account = { readonly name?: string; readonly rank?: string; readonly force?: string; readonly unit?: string; readonly roles?: readonly string[] };

/** A force's identity provider, written by somebody else, with a person at its sign-in page. */
export type TestProvider = {
  readonly issuer: string;
  /** Who signs in next: `undefined` cancels. */
  person: string | undefined;
  /** Answers nothing any more. */
  away: boolean;
  /** How long its access tokens are good, in seconds; whether they can be renewed; for whom they are. */
  seconds: number;
  renews: boolean;
  audience: string;
  /** What it was asked, by path; the addresses are the provider's own. */
  readonly asked: string[];
  close(): Promise<void>;
};

/** What a provider may differ in. `takes`: how the client shows who it is; `key`: with what it signs then. */
export type ProviderKind = { readonly takes?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'; readonly key?: object };

/** Starts one that knows accounts and one client. `handle`: listens elsewhere than on a free port of this machine, over plain HTTP. */
export const startProvider = async (consoleUrl: string, accounts: Readonly<Record<string, Account>>, { takes = 'client_secret_basic', key }: ProviderKind = {}, listen = listening): Promise<TestProvider> => {
  let answer: RequestListener = () => {};
  const server = await listen((request, response) => answer(request, response));
  // Another name of this machine than the console's, so that browsers see another site.
  const issuer = server.url.replace('127.0.0.1', 'localhost');
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const at: TestProvider = { issuer, person: undefined, away: false, seconds: 600, renews: true, audience: AUDIENCE, asked: [], close: server.close };
  const provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT.id, token_endpoint_auth_method: takes, grant_types: ['authorization_code', 'refresh_token'], redirect_uris: [`${consoleUrl}/sign-in/callback`], post_logout_redirect_uris: [`${consoleUrl}/sign-in`],
      ...(key ? { jwks: { keys: [key] }, token_endpoint_auth_signing_alg: 'ES256' } : { client_secret: CLIENT.secret }),
    }],
    clientAuthMethods: [takes],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'one' }] },
    cookies: { keys: ['of-the-provider'] },
    pkce: { required: () => true },
    findAccount: (_: unknown, accountId: string) => accountId in accounts && { accountId, claims: () => ({ sub: accountId }) },
    extraTokenClaims: (_: unknown, { accountId }: { readonly accountId: string }) => accounts[accountId],
    issueRefreshToken: () => at.renews,
    rotateRefreshToken: true,
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    // What the force's staff allowed the console once for everybody.
    loadExistingGrant: async ({ oidc }: any) => {
      const known = oidc.session.grantIdFor(oidc.client.clientId);
      const given = known && (await oidc.provider.Grant.find(known));
      if (given) return given;
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(RESOURCE, '');
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false }, revocation: { enabled: true }, rpInitiatedLogout: { enabled: true, logoutSource: (ctx: any, form: string) => void (ctx.body = `<!doctype html><title>Sign out</title>${form}<button form="op.logoutForm" name="logout" value="yes">Yes</button>`) },
      resourceIndicators: { enabled: true, useGrantedResource: () => true, getResourceServerInfo: () => ({ scope: '', audience: at.audience, accessTokenFormat: 'jwt', accessTokenTTL: at.seconds, jwt: { sign: { alg: 'RS256' } } }) },
    },
  });
  const pages: RequestListener = provider.callback();
  answer = (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    if (at.away) return void response.destroy();
    at.asked.push(path);
    if (!path.startsWith('/interaction/')) return pages(request, response);
    const result = at.person === undefined ? { error: 'access_denied', error_description: 'Somebody stopped.' } : { login: { accountId: at.person } };
    return void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false }).catch(() => response.writeHead(400).end());
  };
  return at;
};
