import { decodeJwt, importPKCS8 } from 'jose';
import * as oidc from 'openid-client';
import { bearerClaims } from '@cpmp/shell';
import type { Tokens } from '../web/held-tokens.js';

/** How the console stands at the force's identity provider. `clientKey`: PEM, PKCS 8, with which it signs (private_key_jwt); else it has a secret. `resource`: what the tokens are for, where the provider wants it named (RFC 8707). */
export type ProviderOptions = {
  readonly issuer: string;
  readonly clientId: string;
  readonly client: { readonly secret: string } | { readonly keyPem: string };
  readonly scope: string;
  readonly resource?: string;
  /** For whom tokens must be: what the services ask for. */
  readonly audience: string;
  /** Where browsers find the console: an origin. */
  readonly consoleUrl: string;
};

/** Why somebody was not signed in: they or their account stopped it; nobody answered; this sign-in could not be used; the tokens are not ours; the two sides do not agree on how. */
export type Why = 'cancelled' | 'away' | 'again' | 'no-access' | 'set-up';

/** Nobody was signed in. `what`: the claim or the code at fault, none of them anybody's. */
export class NotSignedIn extends Error {
  constructor(readonly why: Why, readonly what?: string, cause?: unknown) {
    super(why, { cause });
  }
}

/** What one sign-in must come back with, known to the browser that began it alone. */
export type Begun = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** An answer that takes longer is none, in seconds. */
const ANSWER_SECONDS = 5;
/** A sign-in takes no longer; who was asked for a password before that is asked again. */
export const SIGN_IN_SECONDS = 600;

export const CALLBACK = '/sign-in/callback';

/** The force's identity provider, by OpenID Connect: code flow with PKCE. Its being away stops no start. */
export class Provider {
  private config: oidc.Configuration | undefined;
  private looking: Promise<oidc.Configuration> | undefined;
  private isAway = false;

  private constructor(
    private readonly given: ProviderOptions,
    private readonly authentication: oidc.ClientAuth,
  ) {}

  /** Looks for it once, and waits for nothing. @throws when the client's key is none */
  static async at(given: ProviderOptions): Promise<Provider> {
    const provider = new Provider(given, await authenticationOf(given.client));
    void provider.look().catch(() => {});
    return provider;
  }

  /** Why nobody can sign in just now, for readiness. Asking looks for it again. */
  note(): string | undefined {
    if (this.config && !this.isAway) return undefined;
    void this.look().catch(() => {});
    return 'the identity provider does not answer as it must: nobody can sign in';
  }

  /** Where a browser goes to sign in, and what it must come back with. It is looked for each time, so that nobody is sent to one that is away. @throws NotSignedIn */
  async begin(): Promise<Begun & { readonly address: string }> {
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const parameters = {
      redirect_uri: this.given.consoleUrl + CALLBACK, scope: this.given.scope, state, nonce, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      // An idle session ends, and desks are shared: whoever signs in shows the provider who they are, every time.
      prompt: 'login', max_age: String(SIGN_IN_SECONDS),
      ...this.resource(),
    };
    const address = await this.asked(() => this.look(), async (config) => oidc.buildAuthorizationUrl(config, parameters).href);
    return { state, nonce, verifier, address };
  }

  /** The tokens for what a browser came back with. `search`: the query of the address that it came to. @throws NotSignedIn */
  async finish(search: string, { state, nonce, verifier }: Begun): Promise<Tokens> {
    const came = new URL(CALLBACK + search, this.given.consoleUrl);
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, maxAge: SIGN_IN_SECONDS, idTokenExpected: true };
    return this.tokensOf(await this.asked(() => this.known(), (config) => oidc.authorizationCodeGrant(config, came, checks, this.resource())));
  }

  /** New tokens. @throws NotSignedIn while nobody can say */
  async renew(renewal: string): Promise<Tokens | 'over'> {
    try {
      return this.tokensOf(await this.asked(() => this.known(), (config) => oidc.refreshTokenGrant(config, renewal, this.resource())), renewal);
    } catch (error) {
      if (error instanceof NotSignedIn && (error.why === 'again' || error.why === 'no-access')) return 'over';
      throw error;
    }
  }

  /** Takes back what renews tokens, and answers where a browser signs out of the provider too; undefined where it offers neither. No token goes into that address: the provider asks the person instead. */
  async leave(tokens: Tokens | undefined): Promise<string | undefined> {
    // A console that never found it since its start has people's tokens all the same: they lie in what the consoles share.
    const config = await this.known().catch(() => undefined);
    const renewal = tokens?.renewal;
    if (!config) return undefined;
    const { revocation_endpoint: revocation, end_session_endpoint: end } = config.serverMetadata();
    // Signed out here is signed out, whether or not the provider answers.
    if (revocation && renewal) await this.asked(() => this.known(), (at) => oidc.tokenRevocation(at, renewal, { token_type_hint: 'refresh_token' })).catch(() => {});
    return end ? oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: `${this.given.consoleUrl}/sign-in` }).href : undefined;
  }

  private resource(): Record<string, string> {
    return this.given.resource === undefined ? {} : { resource: this.given.resource };
  }

  /** What the services would take: a token of this issuer, for them, that says what they ask of one. */
  private tokensOf({ access_token: token, refresh_token: renewal }: { readonly access_token: string; readonly refresh_token?: string }, before?: string): Tokens {
    const claims = (() => {
      try {
        return decodeJwt(token);
      } catch {
        throw new NotSignedIn('no-access', 'not-a-jwt');
      }
    })();
    if (claims.iss !== this.given.issuer) throw new NotSignedIn('no-access', 'iss');
    if (![claims.aud].flat().includes(this.given.audience)) throw new NotSignedIn('no-access', 'aud');
    const said = bearerClaims.safeParse(claims);
    if (!said.success) throw new NotSignedIn('no-access', String(said.error.issues[0]?.path[0] ?? 'claims'));
    const next = renewal ?? before;
    return { token, expires: said.data.exp * 1000, ...(next === undefined ? {} : { renewal: next }) };
  }

  private async asked<T>(find: () => Promise<oidc.Configuration>, ask: (config: oidc.Configuration) => Promise<T>): Promise<T> {
    try {
      const answer = await ask(await find());
      this.isAway = false;
      return answer;
    } catch (error) {
      const found = whyOf(error);
      if (!found) throw error;
      if (found.why === 'away') this.isAway = true;
      throw new NotSignedIn(found.why, found.what, error);
    }
  }

  private async known(): Promise<oidc.Configuration> {
    return this.config ?? this.look();
  }

  /** Looks where the provider is and what it offers; one look at a time. */
  private look(): Promise<oidc.Configuration> {
    this.looking ??= this.found().finally(() => void (this.looking = undefined));
    return this.looking;
  }

  private async found(): Promise<oidc.Configuration> {
    const { issuer, clientId } = this.given;
    // A provider on this machine's own address may speak plain HTTP, as the console does there; settings take none but https.
    const plain = issuer.startsWith('http://') ? [oidc.allowInsecureRequests] : [];
    const options = { timeout: ANSWER_SECONDS, execute: [...plain, oidc.enableNonRepudiationChecks] };
    this.config = await oidc.discovery(new URL(issuer), clientId, {}, this.authentication, options).catch((error: unknown) => {
      // It answers, and is another than was named.
      throw whyOf(error)?.why === 'again' ? new NotSignedIn('set-up', 'discovery', error) : error;
    });
    this.isAway = false;
    return this.config;
  }
}

/** As the provider takes it: a signature of ours where we have a key; else the secret, in the header unless it takes it in the body alone. */
const authenticationOf = async (client: ProviderOptions['client']): Promise<oidc.ClientAuth> => {
  if ('keyPem' in client) return oidc.PrivateKeyJwt(await clientKeyOf(client.keyPem));
  const [inHeader, inBody] = [oidc.ClientSecretBasic(client.secret), oidc.ClientSecretPost(client.secret)];
  return (as, ...rest) => {
    const takes = as.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (takes.includes('client_secret_basic') || !takes.includes('client_secret_post') ? inHeader : inBody)(as, ...rest);
  };
};

const KEY_KINDS = ['ES256', 'RS256'];

/** A private key to sign with. @throws when it is none of the kinds that providers take */
const clientKeyOf = async (pem: string): ReturnType<typeof importPKCS8> => {
  for (const kind of KEY_KINDS) {
    const key = await importPKCS8(pem, kind).catch(() => undefined);
    if (key) return key;
  }
  throw new Error(`The client's key must be PEM, PKCS 8, for one of ${KEY_KINDS.join(', ')}.`);
};

const STOPPED: readonly string[] = ['access_denied', 'login_required', 'interaction_required', 'consent_required', 'account_selection_required'];
const NOT_NOW: readonly string[] = ['server_error', 'temporarily_unavailable'];
const NO_ANSWER: readonly string[] = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR'];
/** What a provider says of a console that it does not know as it should: these words may be logged. */
const OF_SET_UP: readonly string[] = ['invalid_client', 'unauthorized_client', 'invalid_scope', 'invalid_request', 'invalid_target', 'unsupported_response_type', 'unsupported_grant_type'];
const said = (word: string): string => (OF_SET_UP.includes(word) ? word : 'other');

/** What an error says of a sign-in; undefined for one that says nothing of it. */
const whyOf = (error: unknown): { readonly why: Why; readonly what?: string } | undefined => {
  if (error instanceof NotSignedIn) return error;
  if (error instanceof oidc.AuthorizationResponseError) return STOPPED.includes(error.error) ? { why: 'cancelled' } : NOT_NOW.includes(error.error) ? { why: 'away' } : { why: 'set-up', what: said(error.error) };
  if (error instanceof oidc.ResponseBodyError) return error.status >= 500 ? { why: 'away' } : error.error === 'invalid_grant' ? { why: 'again' } : { why: 'set-up', what: said(error.error) };
  if (error instanceof oidc.WWWAuthenticateChallengeError) return { why: 'set-up', what: 'invalid_client' };
  if (error instanceof oidc.ClientError) return { why: NO_ANSWER.includes(error.code ?? '') ? 'away' : 'again' };
  // Nobody listens there, or nobody whom this machine trusts: fetch says so by a TypeError with a cause.
  return error instanceof TypeError && error.cause !== undefined ? { why: 'away' } : undefined;
};
