/** Turns an OpenAPI document into TypeScript: one type a schema, one entry an operation. */

const HEAD = '/** Generated from the service’s OpenAPI document by `npm run gen`: change its schemas, not this. */\n';

const pascal = (name) => name.replace(/(^|[-_])(\w)/g, (_, __, letter) => letter.toUpperCase());
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const nameOf = (ref) => pascal(ref.split('/').at(-1));
const property = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);
const quoted = (value) => (typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : JSON.stringify(value));
const unique = (types) => [...new Set(types)].join(' | ');
const bracketed = (type) => (type.includes(' | ') ? `(${type})` : type);

const objectOf = ({ properties = {}, required = [], additionalProperties }) => {
  const fields = Object.entries(properties).map(([name, schema]) => `readonly ${property(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`);
  const open = typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0 ? typeOf(additionalProperties) : 'unknown';
  if (fields.length === 0) return additionalProperties === false ? '{}' : `Readonly<Record<string, ${open}>>`;
  return `{ ${fields.join('; ')} }`;
};

/** A JSON schema as a TypeScript type. */
export const typeOf = (schema) => {
  if (schema.$ref) return nameOf(schema.$ref);
  if ('const' in schema) return quoted(schema.const);
  if (schema.enum) return unique(schema.enum.map(quoted));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return unique(choices.map(typeOf));
  if (schema.allOf) return schema.allOf.map((each) => bracketed(typeOf(each))).join(' & ');
  if (Array.isArray(schema.type)) return unique(schema.type.map((type) => typeOf({ ...schema, type })));
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return schema.prefixItems ? `readonly [${schema.prefixItems.map(typeOf).join(', ')}]` : `readonly ${bracketed(typeOf(schema.items ?? {}))}[]`;
    case 'object':
      return objectOf(schema);
    default:
      return 'unknown';
  }
};

const content = (part) => part?.content?.['application/json']?.schema;

/** What an operation takes and answers, as a type. */
const shapeOf = ({ parameters, requestBody, responses }) => {
  const listed = (where) => {
    const found = parameters.filter((parameter) => parameter.in === where);
    return objectOf({ properties: Object.fromEntries(found.map(({ name, schema }) => [name, schema])), required: found.filter(({ required }) => required).map(({ name }) => name), additionalProperties: false });
  };
  const answers = Object.entries(responses).flatMap(([status, response]) => (status.startsWith('2') && content(response) ? [typeOf(content(response))] : []));
  const fields = [
    ['params', listed('path')],
    ['query', listed('query')],
    ['body', content(requestBody) ? typeOf(content(requestBody)) : '{}'],
    ['answer', unique(answers) || 'undefined'],
    ['versioned', String(parameters.some(({ name }) => name === 'If-Match'))],
  ];
  return `{ ${fields.map(([name, type]) => `readonly ${name}: ${type}`).join('; ')} }`;
};

/** One service's file. */
export const operationsOf = (service, { info, paths, components }) => {
  const all = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })));
  // What answers with a stream of events has no answer to wait for: it is not called, but listened to.
  const operations = all.filter(({ responses }) => !responses[200]?.content?.['text/event-stream']);
  const schemas = Object.entries(components.schemas).filter(([name]) => name !== 'Problem');
  const types = schemas.map(([name, schema]) => `export type ${pascal(name)} = ${typeOf(schema)};`);
  return `${HEAD}
${types.join('\n')}

/** What the operations of “${info.title}” take and answer. */
export type ${pascal(service)}Operations = {
${operations.map((operation) => `  /** ${operation.summary.replace(/[.?]?$/, (end) => end || '.')} */\n  readonly ${operation.operationId}: ${shapeOf(operation)};`).join('\n')}
};

/** Where the operations of “${info.title}” are. */
export const ${camel(service)}Operations = {
${operations.map(({ operationId, method, path }) => `  ${operationId}: ['${method}', '${path}'],`).join('\n')}
} as const;
`;
};

/** The list of services. */
export const indexOf = (files) => {
  const services = files.map((file) => file.replace('.ts', ''));
  return `${HEAD}
${services.map((service) => `import { type ${pascal(service)}Operations, ${camel(service)}Operations } from './${service}.js';`).join('\n')}

${services.map((service) => `export type * as ${camel(service)} from './${service}.js';`).join('\n')}

/** Every service's operations by the service's name. */
export type Operations = {
${services.map((service) => `  readonly ${camel(service)}: ${pascal(service)}Operations;`).join('\n')}
};

/** Where they are. */
export const operations = {
${services.map((service) => `  ${camel(service)}: ${camel(service)}Operations,`).join('\n')}
};
`;
};
