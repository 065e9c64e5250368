import type { Sent } from './transport.js';

/** A request that is odd before its content is looked at. */
export type Oddity = {
  readonly name: string;
  readonly of: (sent: Sent) => Sent;
  /** The only statuses that are right, where there are such. */
  readonly only?: readonly number[];
  /** It makes no sense for other calls. */
  readonly when?: (sent: Sent) => boolean;
  /** It is another operation than the document's, so that its answers are not named there. */
  readonly elsewhere?: true;
};

const header = (name: string, value: string | readonly string[] | undefined, more: Partial<Oddity> = {}): Oddity => ({
  name: `${name}: ${value === undefined ? 'none' : String(value).slice(0, 40)}`,
  of: ({ headers, ...rest }) => {
    const others = Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
    return { ...rest, headers: value === undefined ? others : { ...others, [name]: value } };
  },
  ...more,
});

const signedIn = { when: ({ headers }: Sent) => 'authorization' in headers, only: [401] };
const keyed = { when: ({ headers }: Sent) => 'idempotency-key' in headers };
const decides = { when: ({ headers }: Sent) => 'if-match' in headers };

const token = (name: string, of: (token: string) => string, more: Partial<Oddity> = {}): Oddity => ({
  name: `token: ${name}`,
  of: (sent) => ({ ...sent, headers: { ...sent.headers, authorization: `Bearer ${of(String(sent.headers['authorization']).slice(7))}` } }),
  ...signedIn, ...more,
});

const base64 = (text: string): string => Buffer.from(text).toString('base64url');

const tokens: readonly Oddity[] = [
  header('authorization', undefined, signedIn),
  header('authorization', 'Bearer', signedIn),
  header('authorization', 'Basic YTpi', signedIn),
  header('authorization', 'Bearer not a token', signedIn),
  token('of another content', (said) => said.replace(/\.[^.]+\./, `.${base64('{"sub":"cmdr-hale","roles":["administrator"],"exp":9999999999}')}.`)),
  token('unsigned', (said) => `${base64('{"alg":"none"}')}.${said.split('.')[1]}.`),
  token('signed with nothing', (said) => said.replace(/[^.]+$/, 'AAAA')),
  token('of dots', () => '..'),
  token('very long', (said) => said + 'A'.repeat(8_000)),
];

const keys: readonly Oddity[] = [
  header('idempotency-key', undefined, { ...keyed, when: (sent) => keyed.when(sent) && sent.method === 'POST', only: [400, 422] }),
  ...['', 'short', 'k'.repeat(201), 'with a blank', 'caf\u00E9-caf\u00E9', 'a\tb-tabbed-key'].map((value) => header('idempotency-key', value, { ...keyed, only: [400, 422] })),
];

const editions: readonly Oddity[] = [
  header('if-match', undefined, { ...decides, only: [428, 422] }),
  ...['', '*', 'W/"1"', '"1", "2"', '1', '"a"', '"1e3"', '"99999999999999999999"', '"-1"'].map((value) => header('if-match', value, { ...decides, only: [400, 422] })),
  ...['"0"', '"999999999999999"'].map((value) => header('if-match', value, { ...decides, only: [412, 409, 403, 404, 422] })),
];

const others: readonly Oddity[] = [
  header('x-http-method-override', 'DELETE'),
  header('x-forwarded-for', '10.0.0.1, evil'),
  header('x-forwarded-host', 'evil.test'),
  header('host', 'evil.test', { elsewhere: true }),
  header('accept', 'text/html'),
  header('accept-encoding', 'gzip, br'),
  header('range', 'bytes=0-1'),
  header('if-none-match', '*'),
  header('if-none-match', 'W/"1", "2", nonsense'),
  header('if-modified-since', 'never'),
  header('traceparent', '00-nonsense'),
  header('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
  header('cookie', 'session=%00; a="b'),
  header('origin', 'null'),
  header('x-request-id', 'a\u00E9'.repeat(100)),
];

const written = { when: ({ body }: Sent) => body !== undefined };
const type = (value: string | undefined, only?: readonly number[]): Oddity => header('content-type', value, { ...written, ...(only ? { only } : {}) });

const types: readonly Oddity[] = [
  type(undefined, [415]), type('text/plain', [415]), type('application/x-www-form-urlencoded', [415]), type('multipart/form-data', [415]), type('application/merge-patch+json', [415]), type('nonsense', [415]), type('', [415]), type('application/json; charset=utf-8'), type('APPLICATION/JSON'),
  header('content-encoding', 'gzip', written),
];

const body = (name: string, of: (bytes: Uint8Array) => Uint8Array | string, only: readonly number[] | undefined = undefined): Oddity => ({
  name: `body: ${name}`,
  of: (sent) => ({ ...sent, body: Buffer.from(of(sent.body as Uint8Array)) }),
  ...written, ...(only ? { only } : {}),
});

const OVER = 262_145;
const MALFORMED = ['', ' ', '{', '{"a":1,}', "{'a':1}", '{"a":NaN}', '{"a":1}{"a":1}', '{"a":"\u0001"}', '"'];
const POLLUTING = ['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}'];

const bodies: readonly Oddity[] = [
  ...MALFORMED.map((text) => body(text === '' ? 'empty' : text, () => text, [400])),
  ...POLLUTING.map((text) => body(text, () => text, [400, 422])),
  ...['null', '[]', '"text"', '1', 'true', '{"a":1e999}', '{"a":123456789012345678901234567890}'].map((text) => body(text, () => text, [422])),
  body('cut off', (bytes) => bytes.slice(0, -1), [400]),
  body('no UTF-8', (bytes) => Buffer.concat([bytes.slice(0, -1), Buffer.from([0xc3, 0x28, 0x7d])]), [400]),
  body('UTF-16', (bytes) => Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf16le'), [400]),
  body('nested a hundred thousand deep', () => '['.repeat(100_000) + ']'.repeat(100_000), [422]),
  body('as large as may be', (bytes) => Buffer.concat([bytes, Buffer.alloc(Math.max(0, OVER - 1 - bytes.length), ' ')])),
  body('one byte too large', (bytes) => Buffer.concat([bytes, Buffer.alloc(Math.max(1, OVER - bytes.length), ' ')]), [413]),
  { name: 'body: with a read', of: (sent) => ({ ...sent, headers: { ...sent.headers, 'content-type': 'application/json' }, body: Buffer.from('{"a":') }), when: ({ method }) => method === 'GET' },
];

const methods: readonly Oddity[] = ['DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PUT', 'PROPFIND', 'QUERY', 'HEAD'].map((method) => ({
  name: `method: ${method}`, of: (sent) => ({ ...sent, method }), when: (sent) => sent.method !== method, elsewhere: true,
}));

const path = (name: string, of: (path: string) => string): Oddity => ({ name: `path: ${name}`, of: (sent) => ({ ...sent, path: of(sent.path) }), elsewhere: true });

const paths: readonly Oddity[] = [
  path('a slash at its end', (at) => `${at}/`),
  path('two slashes', (at) => at.replace('/v1/', '/v1//')),
  path('capitals', (at) => at.toUpperCase()),
  path('NUL', (at) => `${at}%00`),
  path('not encoded', (at) => `${at}%zz`),
  path('no UTF-8', (at) => `${at}/%ff%fe`),
  path('upwards', (at) => `${at}/../../../../etc/passwd`),
  path('upwards, encoded', (at) => `${at}/%2e%2e%2f%2e%2e%2f`),
  path('a parameter of its own', (at) => `${at};a=1`),
  path('very long', (at) => `${at}/${'long'.repeat(2_000)}`),
  path('another version', (at) => at.replace('/v1/', '/v2/')),
  path('another service', (at) => at.replace(/^\/api\/[^/]+/, '/api/nobody')),
  path('a prototype', (at) => at.replace(/\/[^/]+$/, '/__proto__')),
  path('whole', (at) => `http://evil.test${at}`),
];

const query = (said: string, only?: readonly number[]): Oddity => ({
  name: `query: ${said.slice(0, 40)}`, of: (sent) => ({ ...sent, path: `${sent.path}${sent.path.includes('?') ? '&' : '?'}${said}` }), ...(only ? { only } : {}), when: ({ path: at }) => !at.endsWith('/health'),
});

const queries: readonly Oddity[] = [
  ...['unheardOf=1', 'limit=0', 'limit=201', 'limit=1.5', 'limit=many', 'limit=1&limit=2', 'limit=', 'a[b]=c', '__proto__=1'].map((said) => query(said, [422, 400])),
  // A cursor is read where the list is, after the caller's role.
  ...['after=%00', 'after=%ED%A0%80'].map((said) => query(said, [422, 400, 403, 404])),
  ...['after=nonsense', 'after=', 'after=eyJrIjoiYSJ9', 'after=bnVsbA', `after=${'a'.repeat(400)}`, 'limit=1', '', '&&=&', '%', 'a=%zz', '#fragment', Array.from({ length: 300 }, (_, index) => `a${index}=1`).join('&')].map((said) => query(said)),
];

/** Everything odd that a client, a proxy or an attacker may send beside well-formed content; each sort is as likely as another. */
export const oddities: readonly (readonly Oddity[])[] = [tokens, keys, editions, others, types, bodies, methods, paths, queries];
