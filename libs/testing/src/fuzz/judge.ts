import { z } from 'zod';
import type { Operation, Schema } from './document.js';
import { type Heard, isEvents } from './transport.js';

const PROBLEM = 'application/problem+json';
/** What no answer may show of us: frames of a stack, paths of the sources, words of the engines. */
const INSIDE = /(\n|\\n)\s+at |node_modules|file:\/\/|\/dist\/|\.js:\d+|SQLITE|ZodError|TypeError|ENOENT/;

/** Statuses of a lawful no: the caller is known, and hears why and what would be allowed. */
const REFUSALS: readonly number[] = [403, 409, 412];

const Problem = z.looseObject({ type: z.string(), status: z.int(), code: z.string().regex(/^[a-z][a-z0-9-]*$/), title: z.string().min(1), because: z.string().optional(), instead: z.string().optional(), reference: z.string().min(1), errors: z.array(z.object({ pointer: z.string(), rule: z.string().regex(/^[a-z][a-z0-9-]*$/), detail: z.string().min(1) })).optional() });

/** The body as JSON; undefined when it is none. */
export const jsonOf = ({ text }: Heard): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const header = ({ headers }: Heard, name: string): string => String(headers[name] ?? '');

/** What is wrong with a "no", whatever was asked: one form, one stable type, nothing of our inside. */
export const problemFaults = (heard: Heard): readonly string[] => {
  const parsed = Problem.safeParse(jsonOf(heard));
  if (!header(heard, 'content-type').startsWith(PROBLEM)) return [`a ${heard.status} that is ${header(heard, 'content-type') || 'without a type'}, not ${PROBLEM}`];
  if (!parsed.success) return [`a problem that is not whole: ${parsed.error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`).join('; ')}`];
  const { type, status, code, because, instead, errors } = parsed.data;
  return [
    ...(type === `urn:cpmp:problem:${code}` ? [] : [`a problem of type ${type} with the code ${code}`]),
    ...(status === heard.status ? [] : [`a ${heard.status} that calls itself ${status}`]),
    ...(code === 'not-valid' && !errors?.length ? ['a 422 that names no field'] : []),
    ...(REFUSALS.includes(status) && !(because && instead) ? [`a refusal ${code} that does not say ${because ? 'what would be allowed' : 'why'}`] : []),
    ...(status === 404 && Object.keys(jsonOf(heard) as object).join() !== 'type,title,status,code,reference' ? ['a 404 that says more than another'] : []),
    ...(status === 401 && !header(heard, 'www-authenticate') ? ['a 401 without WWW-Authenticate'] : []),
    ...(status === 405 && !header(heard, 'allow') ? ['a 405 without Allow'] : []),
    ...((status === 429 || status === 503) && !/^\d+$/.test(header(heard, 'retry-after')) ? [`a ${status} without Retry-After`] : []),
  ];
};

const referring = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'));
const validators = new WeakMap<Schema, z.ZodType>();

/** Where a value breaks a schema of a document. */
export const schemaFaults = (value: unknown, schema: Schema, { schemas }: Pick<Operation, 'schemas'>): readonly string[] => {
  const validator = validators.get(schema) ?? z.fromJSONSchema(referring({ ...schema, $defs: schemas }) as Parameters<typeof z.fromJSONSchema>[0]);
  validators.set(schema, validator);
  const result = validator.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => `/${issue.path.join('/')} ${issue.code === 'unrecognized_keys' ? `has ${issue.keys.join(', ')}, which the document does not` : issue.message}`);
};

/** What is wrong with an answer by what the document says of its operation. */
export const answerFaults = (operation: Operation, heard: Heard): readonly string[] => {
  const { status, text } = heard;
  const answer = operation.answers[status];
  if (!answer) return [`${status} is not among the answers of ${operation.id}`];
  const named = Object.entries(answer.content ?? {});
  if (named.length === 0) return text === '' ? [] : [`a body where ${operation.id} has none for ${status}`];
  const said = header(heard, 'content-type');
  const schema = named.find(([type]) => said.startsWith(type))?.[1].schema;
  if (!schema) return [`${said} where the document says ${named.map(([type]) => type).join(' or ')}`];
  if (isEvents(heard.headers)) return /^(((event|data|id|retry): .*|:.*)?\n)+$/.test(text) ? [] : ['events that are none'];
  const found = said.startsWith('text/html') ? text : jsonOf(heard);
  return [
    ...schemaFaults(found, schema, operation).map((fault) => `${operation.id} ${status}: ${fault}`),
    ...(status === 409 ? codeFaults(operation, (found as { code?: string } | undefined)?.code) : []),
    ...(status === 201 && !header(heard, 'location').startsWith('/api/') ? ['a 201 without Location'] : []),
    ...(status === 202 && !(header(heard, 'location') && header(heard, 'retry-after')) ? ['a 202 without Location and Retry-After'] : []),
  ];
};

const codeFaults = ({ id, answers }: Operation, code = ''): readonly string[] => (answers[409]?.description.includes(`\`${code}\``) ? [] : [`${id} does not name its refusal ${code}`]);

/** What is wrong with any answer at all. */
export const generalFaults = (heard: Heard): readonly string[] => [
  ...(heard.status === 0 ? ['no answer: the connection was ended'] : []),
  ...(heard.status >= 500 && heard.status !== 503 ? [`a ${heard.status}`] : []),
  ...(INSIDE.test(heard.text) ? ['something of our inside'] : []),
  ...(heard.status > 0 && header(heard, 'x-content-type-options') !== 'nosniff' ? ['an answer without nosniff'] : []),
  ...(heard.status > 0 && header(heard, 'x-powered-by') ? ['X-Powered-By'] : []),
];
