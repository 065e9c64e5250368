import { z } from 'zod';
import { NDJSON, type OperationOptions } from './operation.js';
import { statusOf } from './problems.js';
import { type Route, templateOf } from './routes.js';

type Json = Record<string, unknown>;

/** What a service's document is made from. */
export type Documented = { readonly name: string; readonly title: string; readonly routes: readonly Route[] };

const PROBLEM = 'application/problem+json';

const SAID: Readonly<Record<number, string>> = {
  200: 'It was done, or this is it.',
  201: 'It was made; `Location` says where.',
  202: 'It was asked for and is not decided yet; ask at `Location` after `Retry-After`.',
  204: 'It was done.',
  304: 'You have this version already (`If-None-Match`).',
  400: 'Not well formed: malformed JSON or address, a missing or unusable `Idempotency-Key`, an unusable `If-Match`.',
  401: 'No token, an expired one, or one that is not ours: sign in.',
  403: 'Your role may not do this, or you have no need to know.',
  404: 'It does not exist, or you may not know of it: the same answer.',
  405: 'Another method is for this address; `Allow` names it.',
  409: 'The law or a rule says no: code, reason, clause and what would be allowed.',
  412: 'Somebody changed it since you read it.',
  413: 'The request is too large.',
  415: 'Send application/json.',
  422: 'Every fault by its pointer and rule; or the key was used for another request.',
  428: 'Send `If-Match` with the ETag of what you read.',
  429: 'Too many requests; wait for `Retry-After` seconds.',
  500: 'Something went wrong; the reference finds it in the log.',
  503: 'Nothing was saved; try again after `Retry-After` seconds.',
};

const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    because: z.string().optional(),
    clause: z.string().optional(),
    confirmed: z.boolean().optional(),
    instead: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), rule: z.string(), detail: z.string() })).optional(),
    reference: z.string(),
  })
  .meta({ description: 'A "no" (RFC 9457). `code` is stable; `confirmed` is false where the rule rests on a fact that no lawyer has confirmed yet; `instead` is what would be allowed.' });

/** The statuses an operation may answer with beside its own. */
const problemsOf = ({ method, path, options }: Route): readonly number[] => {
  const writes = method !== 'GET';
  return [
    ...(writes ? [400, 403, 409, 413, 415, 422] : [...(options.stream ? [] : [304]), 400, 422]),
    ...(!writes && options.refusals?.some((code) => statusOf(code) === 409) ? [409] : []),
    ...(options.open ? [] : [401]),
    ...(writes || options.open ? [] : [403]),
    ...(path.includes(':') || options.missing ? [404] : []),
    ...(options.versioned ? [412, 428] : []),
    405, 429, 500, 503,
  ].toSorted((a, b) => a - b);
};

type Direction = 'input' | 'output';
type Meta = { readonly id?: string; readonly description?: string };

/** The names of one document's schemas, over what the schemas say of themselves. */
class Names extends z.core.$ZodRegistry<Meta> {
  override get<S extends z.core.$ZodType>(schema: S) {
    return super.get(schema) ?? (z.globalRegistry.get(schema) as ReturnType<z.core.$ZodRegistry<Meta>['get']>);
  }
}

/** Schemas as components: each body and answer by its operation's name, once, wherever it appears inside another; what zod has to name gets a name of its own. */
class Components {
  readonly schemas: Record<string, Json> = {};
  private readonly named = { input: new Names(), output: new Names() };

  /** Gives a schema its component's name, unless it has one. */
  name(schema: z.ZodType | undefined, wanted: string, io: Direction): void {
    if (schema && !this.named[io].has(schema)) this.named[io].add(schema, { ...schema.meta(), id: schema.meta()?.id ?? wanted });
  }

  /** The JSON schema of what may be inside another; what has a name becomes a component and is referred to. */
  of(schema: z.ZodType, outer: string, io: Direction): Json {
    const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', metadata: this.named[io] }) as Json & { $defs?: Record<string, Json> };
    for (const [inner, definition] of Object.entries($defs)) this.schemas[nameOf(inner, outer)] = renamed(definition, outer) as Json;
    return renamed(rest, outer) as Json;
  }
}

/** Names that zod makes up are made unique by the schema they are in. */
const nameOf = (inner: string, outer: string): string => (inner.startsWith('__') ? `${outer}${inner.slice(2)}` : inner);

/** A schema whose references are to the document's components. */
const renamed = (value: unknown, outer: string): unknown => {
  if (Array.isArray(value)) return value.map((each) => renamed(each, outer));
  if (typeof value !== 'object' || value === null) return value;
  const refOf = (ref: string): string => `#/components/schemas/${nameOf(ref.slice('#/$defs/'.length), outer)}`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === '$ref' && typeof inner === 'string' ? refOf(inner) : renamed(inner, outer)]));
};

const header = (name: string, description: string, required: boolean): Json => ({ name, in: 'header', required, description, schema: { type: 'string' } });

const parametersOf = ({ method, options }: Route, components: Components): readonly Json[] => {
  const listed = (schema: OperationOptions['params'], where: 'path' | 'query'): readonly Json[] => {
    const { properties = {}, required = [] } = schema ? (components.of(schema, `${options.id}Parameters`, 'input') as { properties?: Record<string, Json>; required?: string[] }) : {};
    return Object.entries(properties).map(([name, inner]) => ({ name, in: where, required: where === 'path' || required.includes(name), schema: inner }));
  };
  return [
    ...listed(options.params, 'path'),
    ...listed(options.query, 'query'),
    ...(method === 'POST' && !options.keyless ? [header('Idempotency-Key', 'One key for one act, the same when you try it again: 8 to 200 visible characters.', true)] : []),
    ...(method === 'PUT' ? [header('Idempotency-Key', 'One key for one act, if you may try it again.', false)] : []),
    ...(options.versioned ? [header('If-Match', 'The ETag of what you decide on.', true)] : []),
  ];
};

const operationOf = (route: Route, components: Components): Json => {
  const { options, method } = route;
  const status = options.status ?? 200;
  const problem = { [PROBLEM]: { schema: { $ref: '#/components/schemas/Problem' } } };
  const answer: { content?: Json } = options.stream ? { content: { 'text/event-stream': { schema: { type: 'string' } } } } : options.answer && status !== 204 ? { content: { [options.media ?? 'application/json']: { schema: components.of(options.answer, options.id, 'output') }, ...(options.lines ? { [NDJSON]: { schema: { type: 'string' } } } : {}) } } : {};
  const codes = options.refusals?.length ? ` Codes: ${options.refusals.map((code) => `\`${code}\``).join(', ')}.` : '';
  return {
    operationId: options.id,
    summary: options.summary,
    parameters: parametersOf(route, components),
    ...(options.body ? { requestBody: { required: true, content: { 'application/json': { schema: components.of(options.body, options.id, 'input') } } } } : {}),
    responses: {
      [status]: { description: SAID[status], ...answer },
      ...(status === 201 && method === 'POST' ? { 202: { description: SAID[202], ...answer } } : {}),
      ...Object.fromEntries(problemsOf(route).map((no) => [no, { description: `${SAID[no]}${no === 409 ? codes : ''}`, ...(no === 304 ? {} : { content: problem }) }])),
      ...(options.alsoStatus ? { [options.alsoStatus]: { description: SAID[options.alsoStatus], content: { ...answer.content, ...problem } } } : {}),
    },
    ...(options.open ? { security: [] } : {}),
  };
};

/** The OpenAPI 3.1 document of a service, from the same schemas that validate. */
export const openApiOf = ({ name, title, routes }: Documented): Json => {
  const components = new Components();
  components.name(ProblemSchema, 'Problem', 'output');
  components.of(ProblemSchema, 'Problem', 'output');
  for (const { options } of routes) {
    components.name(options.body, `${options.id}Body`, 'input');
    components.name(options.answer, `${options.id}Answer`, 'output');
  }
  const paths: Record<string, Json> = {};
  for (const route of routes) (paths[templateOf(route.path)] ??= {})[route.method.toLowerCase()] = operationOf(route, components);
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description: `The HTTP API of ${name}. Instants are UTC with milliseconds; what you send may have any zone, but must have one.` },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: { schemas: components.schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  };
};
