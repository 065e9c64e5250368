import { indexOf, operationsOf, typeOf } from '../bin/write-types.mjs';

const document = {
  info: { title: 'Things' },
  paths: {
    '/api/some-things/v1/things/{id}': {
      put: {
        operationId: 'changeThing',
        summary: 'Change a thing',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'deep', in: 'query', required: false, schema: { type: 'boolean' } },
          { name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } },
        ],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/changeThingBody' } } } },
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/changeThingAnswer' } } } }, 409: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
      },
    },
    '/api/some-things/v1/events': { get: { operationId: 'listen', summary: 'Hear what changes', parameters: [], responses: { 200: { content: { 'text/event-stream': { schema: { type: 'string' } } } } } } },
  },
  components: { schemas: { Problem: { type: 'object' }, changeThingBody: { type: 'object', properties: { kind: { enum: ['a', "b's"] } }, required: ['kind'] }, changeThingAnswer: { type: 'object', properties: { next: { $ref: '#/components/schemas/changeThingAnswer' } } } } },
};

describe('given a document', () => {
  it('when its client is written, then each schema is a type and each operation says what it takes', () => {
    const text = operationsOf('some-things', document);
    expect(text).toContain("export type ChangeThingBody = { readonly kind: 'a' | 'b\\'s' };");
    expect(text).toContain('export type ChangeThingAnswer = { readonly next?: ChangeThingAnswer };');
    expect(text).toContain('readonly changeThing: { readonly params: { readonly id: string }; readonly query: { readonly deep?: boolean }; readonly body: ChangeThingBody; readonly answer: ChangeThingAnswer; readonly versioned: true };');
    expect(text).toContain("changeThing: ['PUT', '/api/some-things/v1/things/{id}'],");
    expect(text).not.toContain('Problem');
    expect(text).not.toContain('listen');
    expect(indexOf(['some-things.ts'])).toContain('readonly someThings: SomeThingsOperations;');
  });

  it.each([
    [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, 'readonly (string | null)[]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', additionalProperties: false }, '{}'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ const: true }, 'true'],
    [{ allOf: [{ type: 'string' }, { anyOf: [{ const: 'a' }, { const: 'b' }] }] }, "string & ('a' | 'b')"],
    [{ type: 'object', properties: { 'a-b': {} } }, "{ readonly 'a-b'?: unknown }"],
  ])('when a schema is %j, then its type is right', (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });
});
