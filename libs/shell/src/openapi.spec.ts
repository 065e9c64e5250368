import { Controller, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { Operation } from './operation.js';
import { instant } from './schemas.js';
import { documentOf } from './service.js';
import { serve, type Served, testHost } from './testing/test-host.js';
import { toyManifest, toyParts } from './testing/toy.js';

type Any = Record<string, any>;

/** Every $ref inside a value. */
const refsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [inner as string] : refsIn(inner)));
};

const resolves = (document: Any, ref: string): boolean => {
  let at: unknown = document;
  for (const step of ref.slice(2).split('/')) at = (at as Any | undefined)?.[step];
  return ref.startsWith('#/') && at !== undefined;
};

/** What is wrong with the structure of a document. */
const faultsOf = (document: Any): readonly string[] => {
  const ids = new Set<string>();
  return Object.entries(document.paths as Any).flatMap(([path, methods]) =>
    Object.entries(methods as Any).flatMap(([method, operation]: [string, Any]) => {
      const at = `${method} ${path}`;
      const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((one: Any) => one.in === 'path').map((one: Any) => one.name);
      const faults: string[] = [];
      if (ids.has(operation.operationId)) faults.push(`${at}: its id is used twice`);
      ids.add(operation.operationId);
      if (!operation.summary) faults.push(`${at}: no summary`);
      if (String(named) !== String(declared)) faults.push(`${at}: parameters ${named} are declared as ${declared}`);
      for (const [status, response] of Object.entries(operation.responses as Any)) {
        if (!/^[1-5]\d\d$/.test(status) || !response.description) faults.push(`${at}: answer ${status}`);
        if (Number(status) >= 400 && !response.content?.['application/problem+json']) faults.push(`${at}: ${status} is no problem`);
      }
      return faults;
    }),
  );
};

describe('given a service', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(await testHost({ manifest: toyManifest }), toyParts);
  });
  afterAll(() => served.close());

  it('when its document is asked for, then it is whole, without a token, and the same as without a server', async () => {
    const { status, body } = await served.call('GET', '/api/toys/v1/openapi.json');
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
    expect(body).toEqual(JSON.parse(JSON.stringify(documentOf(toyParts))));
    expect(body).toEqual(JSON.parse(JSON.stringify(served.service.openapi())));
    expect(faultsOf(body)).toEqual([]);
    expect(refsIn(body).filter((ref) => !resolves(body, ref))).toEqual([]);
    expect(refsIn(body).length).toBeGreaterThan(10);
  });

  it('when a route is served, then it is documented', async () => {
    const { body } = await served.call('GET', '/api/toys/v1/openapi.json');
    expect(Object.keys(body.paths)).toEqual(['/api/toys/v1/toys', '/api/toys/v1/toys/{id}', '/api/toys/v1/toys/{id}/name', '/api/toys/v1/toys/break', '/api/toys/v1/toys/unnamed', '/api/toys/v1/events', '/api/toys/v1/dead-letters', '/api/toys/v1/dead-letters/redrive', '/api/toys/v1/orphans', '/api/toys/v1/orphans/resolve', '/api/toys/v1/health']);
    expect(Object.keys(body.paths['/api/toys/v1/events'].get.responses[200].content)).toEqual(['text/event-stream']);
    expect(Object.keys(body.paths['/api/toys/v1/toys'])).toEqual(['post', 'get']);
  });

  it('when an operation may refuse, then each of its answers is there, and the codes of its rules', () => {
    const { post } = (documentOf(toyParts) as Any).paths['/api/toys/v1/toys'];
    const { put } = (documentOf(toyParts) as Any).paths['/api/toys/v1/toys/{id}/name'];
    expect(Object.keys(post.responses)).toEqual(['201', '202', '400', '401', '403', '405', '409', '413', '415', '422', '429', '500', '503']);
    expect(Object.keys(put.responses)).toEqual(expect.arrayContaining(['404', '412', '428']));
    expect(post.responses['409'].description).toContain('`fades-too-soon`');
    expect(post.parameters.map(({ name }: Any) => name)).toEqual(['Idempotency-Key']);
    expect(put.parameters.map(({ name }: Any) => name)).toEqual(['id', 'Idempotency-Key', 'If-Match']);
  });

  it('when a read is documented, then so is its refusal of a query that it has not; when what a body names may be missing, so is that', () => {
    const { paths } = documentOf(toyParts) as Any;
    expect(Object.keys(paths['/api/toys/v1/toys/{id}'].get.responses)).toEqual(['200', '304', '400', '401', '403', '404', '405', '422', '429', '500', '503']);
    class Lending {
      lend(): void {}
    }
    Operation({ id: 'lend', summary: 'Lend', body: z.object({ toy: z.string() }), missing: true })(Lending.prototype, 'lend', { value: Lending.prototype.lend });
    Post('lent')(Lending.prototype, 'lend', { value: Lending.prototype.lend });
    Controller('api/lending/v1')(Lending);
    const { post } = (documentOf({ name: 'lending', title: 'Lending', controllers: [Lending], consumers: [] }) as Any).paths['/api/lending/v1/lent'];
    expect(Object.keys(post.responses)).toContain('404');
  });

  it('when its health is documented, then a service that is not ready answers the same with 503', () => {
    const { responses } = (documentOf(toyParts) as Any).paths['/api/toys/v1/health'].get;
    expect(responses[503].content).toEqual({ ...responses[200].content, ...responses[500].content });
  });

  it('when a body is documented, then it is what validates: unknown fields are not allowed', () => {
    const { schemas } = (documentOf(toyParts) as Any).components;
    expect(schemas.makeToyBody).toMatchObject({ type: 'object', additionalProperties: false, required: ['name', 'fadesAt'] });
  });

  it('when somebody reads the page, then it names every operation and loads nothing', async () => {
    const { status, headers, text } = await served.call('GET', '/api/toys/v1/docs');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('<html lang="en-GB">');
    for (const name of ['Make a toy', 'One toy', 'Give a toy another name']) expect(text).toContain(name);
    expect(text).not.toMatch(/<script|src=|https?:/);
  });
});

describe('given schemas that refer to themselves, or have a name', () => {
  it('when they are documented, then every reference resolves', () => {
    const Tree: z.ZodType = z.object({ get kids() { return z.array(Tree); } });
    const Named = z.object({ tree: Tree, at: instant }).meta({ id: 'Named' });
    class Trees {
      grow(): void {}
      read(): void {}
    }
    for (const [name, answer] of [['grow', Tree], ['read', z.object({ one: Named, two: Tree })]] as const) {
      Operation({ id: name, summary: name, answer })(Trees.prototype, name, { value: Trees.prototype[name] });
      Get(name)(Trees.prototype, name, { value: Trees.prototype[name] });
    }
    Controller('api/trees/v1')(Trees);
    const document = documentOf({ name: 'trees', title: 'Trees', controllers: [Trees], consumers: [] }) as Any;
    expect(faultsOf(document)).toEqual([]);
    expect(refsIn(document).filter((ref) => !resolves(document, ref))).toEqual([]);
    expect(document.components.schemas.readAnswer.properties.one).toEqual({ $ref: '#/components/schemas/Named' });
    expect(refsIn(document.components.schemas.readAnswer)).toHaveLength(2);
    expect(document.components.schemas.Named.properties.at).toMatchObject({ type: 'string', format: 'date-time' });
  });
});
