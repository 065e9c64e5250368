import { Controller, Get, Inject, Injectable, Post, Put } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type Aggregate, type DeadlineChanges, type Instant, isRefusal, refuse } from '@cpmp/kernel';
import { deriveId, type Ledger, type View } from '@cpmp/ledger';
import { TopicContext } from '@cpmp/messaging';
import { z } from 'zod';
import { deadlineMessages } from '../deadlines.js';
import { LEDGER } from '../injection.js';
import { In, Lines, Operation, reply } from '../operation.js';
import { permit } from '../permit.js';
import { NotFound, stale } from '../problems.js';
import { id, instant, text } from '../schemas.js';
import type { DueRow, Input, News, Permissions, ServiceParts } from '../types.js';
import { UntakenDeadlines } from '../untaken-deadlines.js';

/** Toys: the smallest service that shows everything the shell does. */
type Made = { readonly type: 'ToyMade'; readonly name: string; readonly fadesAt: Instant; readonly by: string; readonly deadlines: DeadlineChanges };
type Renamed = { readonly type: 'ToyRenamed'; readonly name: string };
type Faded = { readonly type: 'ToyFaded' };
type ToyEvent = Made | Renamed | Faded;
type Toy = { readonly made: boolean; readonly name: string; readonly edition: number; readonly faded: boolean };

const toy: Aggregate<Toy, ToyEvent> = {
  category: 'toy',
  initial: { made: false, name: '', edition: 0, faded: false },
  evolve: (state, event) => {
    switch (event.type) {
      case 'ToyMade':
        return { ...state, made: true, name: event.name, edition: 1 };
      case 'ToyRenamed':
        return { ...state, name: event.name, edition: state.edition + 1 };
      case 'ToyFaded':
        return { ...state, faded: true };
    }
  },
  personal: { ToyMade: ['name'], ToyRenamed: ['name'], ToyFaded: [] },
};

type ToyDoc = { readonly id: string; readonly name: string; readonly edition: number; readonly faded: boolean };
const toys: View<ToyDoc, ToyEvent> = {
  name: 'toys',
  version: 1,
  from: 'log',
  key: (_, { streamId }) => streamId,
  indexes: [],
  on: {
    ToyMade: (_, { name }, { streamId }) => ({ id: streamId, name, edition: 1, faded: false }),
    ToyRenamed: (doc, { name }) => doc && { ...doc, name, edition: doc.edition + 1 },
    ToyFaded: (doc) => doc && { ...doc, faded: true },
  },
};

const due: View<DueRow, ToyEvent> = {
  name: 'due',
  version: 1,
  from: 'log',
  key: (_, { stream }) => `${stream}/fade`,
  indexes: ['at'],
  on: { ToyMade: (_, { fadesAt }, { stream }, key) => ({ key, stream, what: 'fade', at: fadesAt }), ToyFaded: () => undefined },
};

/** A stranger may not know of any toy. */
const news: News<ToyEvent> = { of: ({ meta }) => (meta.stream.startsWith('toy-') ? [meta.stream] : []), isEnd: ({ type }) => type === 'ToyFaded', mayHear: ({ roles }) => !roles.includes('stranger') };

const permissions = { make: ['maker'], rename: ['maker', 'owner'], read: 'anyone' } as const satisfies Permissions;

/** What the toy service can be made to do wrong. */
export const mischief = { dueFailures: 0, dueIdle: false };

const MakeBody = z.strictObject({ name: text(40), fadesAt: instant, size: z.int().optional(), shape: z.union([z.strictObject({ round: z.boolean() }), z.strictObject({ sides: z.int() })]).optional() });
const RenameBody = z.strictObject({ name: text(40) });
const Params = z.strictObject({ id });
const Answer = z.object({ id: z.string(), name: z.string(), edition: z.int(), faded: z.boolean() });
const List = z.object({ items: z.array(Answer), next: z.string().optional() });
const ListQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(50).optional(), after: z.string().max(200).optional() });

@Injectable()
class ToyService {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async make({ principal, body, act }: Input<{}, {}, { name: string; fadesAt: string }>) {
    permit(principal, permissions, 'make');
    const toyId = deriveId(act.cause);
    const deadlines = { set: [{ id: 'fade/1', what: 'expiry', due: body.fadesAt, statutory: false }] };
    const decide = (state: Toy, now: Instant) => (state.made ? [] : body.fadesAt <= now ? refuse('fades-too-soon', 'It would fade before it is made.', { clause: 'Toy Rules r.1', confirmed: false, instead: 'A later instant.' }) : [{ type: 'ToyMade' as const, ...body, by: principal.person, deadlines }]);
    const outcome = await this.ledger.transact(toy, toyId, decide, act);
    return isRefusal(outcome) ? outcome : this.shown(toyId, { person: principal.person, roles: principal.roles });
  }

  async rename({ principal, params, body, ifMatch, act, actor }: Input<{ id: string }, {}, { name: string }>) {
    permit(principal, permissions, 'rename');
    await this.known(params.id);
    const outcome = await this.ledger.transact(toy, params.id, (state) => stale(ifMatch, state.edition) ?? [{ type: 'ToyRenamed' as const, name: body.name }], act);
    return isRefusal(outcome) ? outcome : this.shown(params.id, actor);
  }

  async read({ principal, params, actor }: Input<{ id: string }>) {
    permit(principal, permissions, 'read');
    return this.shown(params.id, actor);
  }

  async list({ principal, query, lines }: Input<{}, { limit?: number; after?: string }>) {
    permit(principal, permissions, 'read');
    const { docs, next } = await this.ledger.views.query(toys, query);
    if (lines) return new Lines(linesOf(docs));
    return { items: docs, ...(next ? { next } : {}) };
  }

  async fade({ stream }: DueRow, act: Parameters<Ledger['transact']>[3]): Promise<void> {
    if (mischief.dueFailures-- > 0) throw new Error('CANARY in a due item');
    await this.ledger.transact(toy, stream.slice('toy-'.length), (state) => (state.faded || mischief.dueIdle ? [] : [{ type: 'ToyFaded' as const }]), act);
  }

  private async known(toyId: string): Promise<ToyDoc> {
    const doc = await this.ledger.views.get(toys, toyId);
    if (!doc) throw new NotFound();
    return doc;
  }

  private async shown(toyId: string, actor: Input['actor']) {
    return this.ledger.open(await this.known(toyId), { actor, what: `toy-${toyId}`, why: 'read the toy' });
  }
}

async function* linesOf(docs: readonly ToyDoc[]): AsyncGenerator<object> {
  yield { toys: docs.length };
  yield* docs;
}

const PATH = 'api/toys/v1/toys';

@Controller(PATH)
class ToyController {
  constructor(private readonly service: ToyService) {}

  @Operation({ id: 'makeToy', summary: 'Make a toy', body: MakeBody, answer: Answer, status: 201, refusals: ['fades-too-soon'] })
  @Post()
  async make(@In() input: Input<{}, {}, { name: string; fadesAt: string }>) {
    const made = await this.service.make(input);
    return isRefusal(made) ? made : reply(made, { status: 201, etag: made.edition, location: `/${PATH}/${made.id}` });
  }

  @Operation({ id: 'listToys', summary: 'Toys', query: ListQuery, answer: List, lines: true })
  @Get()
  list(@In() input: Input<{}, { limit?: number; after?: string }>) {
    return this.service.list(input);
  }

  @Operation({ id: 'readToy', summary: 'One toy', params: Params, answer: Answer })
  @Get(':id')
  async read(@In() input: Input<{ id: string }>) {
    const found = await this.service.read(input);
    return reply(found, { etag: found.edition });
  }

  @Operation({ id: 'renameToy', summary: 'Give a toy another name', params: Params, body: RenameBody, answer: Answer, versioned: true })
  @Put(':id/name')
  async rename(@In() input: Input<{ id: string }, {}, { name: string }>) {
    const renamed = await this.service.rename(input);
    return isRefusal(renamed) ? renamed : reply(renamed, { etag: renamed.edition });
  }

  @Operation({ id: 'breakToy', summary: 'Break unexpectedly', body: z.strictObject({ word: text(100) }) })
  @Post('break')
  break(@In() { body }: Input<{}, {}, { word: string }>): never {
    const word = body.word;
    throw new Error(`it broke on ${word}\n    at ${word} (somewhere:1:1)`, { cause: new TypeError(word) });
  }

  @Operation({ id: 'undeclaredPermission', summary: 'An action that nobody named' })
  @Post('unnamed')
  unnamed(@In() { principal }: Input): void {
    permit(principal, permissions as Permissions, 'unnamed');
  }
}

@Controller()
class DeadlinesConsumer {
  constructor(private readonly untaken: UntakenDeadlines) {}

  @EventPattern<string>('notification.deadlines.v1')
  on(@Payload() bytes: Uint8Array, @Ctx() context: TopicContext): Promise<void> {
    return this.untaken.hear(bytes, context.delivery);
  }
}

/** The toy service's parts. */
export const toyParts: ServiceParts = {
  name: 'toys',
  title: 'Toys',
  aggregates: [toy],
  news,
  views: [toys, due],
  publish: (event: ToyEvent, meta) => (event.type === 'ToyMade' ? deadlineMessages('toys', event, meta, { reference: 'TOY', force: 'met' }) : []),
  due: { view: due, run: (row, act, module) => module.get(ToyService).fade(row, act) },
  controllers: [ToyController],
  consumers: [DeadlinesConsumer],
  providers: [ToyService],
};

/** Topics for toys: the toy service sets deadlines, notification takes them. */
export const toyManifest = `
toys.deadlines.v1:
  owner: toys
  message: deadline.v1.DeadlineEvent
  key: stream
  retention: forever
  readers:
    notification: tells the two roles of each deadline
notification.deadlines.v1:
  owner: notification
  message: notification.v1.DeadlineTaken
  key: stream
  retention: 30
  readers:
    toys: lists in health what nobody took
`;
