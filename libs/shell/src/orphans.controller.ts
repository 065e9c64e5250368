import { Controller, Get, Inject, Post, type Type } from '@nestjs/common';
import { isRefusal } from '@cpmp/kernel';
import type { Ledger, Orphan, Resolved } from '@cpmp/ledger';
import { z } from 'zod';
import { LEDGER } from './injection.js';
import { In, Operation } from './operation.js';
import { isPermitted, permit } from './permit.js';
import { instant, text } from './schemas.js';
import type { Input, Permissions, Principal } from './types.js';

/** Who answers for the force's record sees that each is looked at, and says what came of it; an administrator sees which are left, and what was said of none. */
const permissions = {
  readOrphans: ['senior-responsible-officer', 'gatekeeper', 'inspector-ipco', 'administrator'],
  readReasons: ['senior-responsible-officer', 'gatekeeper', 'inspector-ipco'],
  readReasonsOfEveryForce: ['inspector-ipco'],
  resolveOrphan: ['senior-responsible-officer'],
} as const satisfies Permissions;

const REASON_MAX = 2000;
const PAGE = 50;
const PAGE_MAX = 200;

const position = z.coerce.number().int().min(1);
const OrphansQuery = z.strictObject({ state: z.enum(['open', 'resolved']).optional(), limit: z.coerce.number().int().min(1).max(PAGE_MAX).optional(), after: position.optional() });
const OrphanAnswer = z.object({
  position: z.int(),
  stream: z.string(),
  /** The types of its events, and the event of another log, now void, that it rests on. */
  kinds: z.array(z.string()),
  at: instant,
  restsOn: z.string(),
  /** Without the reason for an administrator, and for whoever is of another force than who said it. */
  resolved: z.object({ by: z.string(), at: instant, reason: z.string().optional() }).optional(),
});
const OrphansAnswer = z.object({ open: z.int(), items: z.array(OrphanAnswer), next: z.int().optional() });
const ResolveBody = z.strictObject({ position: z.int().min(1), reason: text(REASON_MAX) });

type Orphans = z.output<typeof OrphansAnswer>;

/** The commits of a service's log that rest on what another log lost in a restore, under its routes' prefix: each stands until a person has said what is to come of it. */
export const orphansController = (prefix: string): Type => {
  @Controller(`${prefix}/orphans`)
  class OrphansController {
    constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

    @Operation({ id: 'listOrphans', summary: 'Which commits rest on what another log lost when it was restored, in their order: streams and kinds, and none of their text', query: OrphansQuery, answer: OrphansAnswer })
    @Get()
    async list(@In() { principal, actor, query }: Input<{}, z.output<typeof OrphansQuery>>): Promise<Orphans> {
      permit(principal, permissions, 'readOrphans');
      const all = await this.ledger.orphans();
      const { state, after = 0, limit = PAGE } = query;
      const asked = all.filter(({ position: at, resolved }) => at > after && (state === undefined || (state === 'resolved') === (resolved !== undefined)));
      const page = asked.slice(0, limit);
      const items = await Promise.all(page.map((orphan) => this.shown(orphan, principal)));
      const next = asked.length > limit ? page.at(-1)?.position : undefined;
      return { open: all.filter(({ resolved }) => !resolved).length, items: await this.ledger.open(items, { actor, what: 'orphans', why: 'read the orphans' }), ...(next === undefined ? {} : { next }) };
    }

    @Operation({ id: 'resolveOrphan', summary: 'Record what came of looking at one, for good; it then is no longer waited for', body: ResolveBody, answer: z.object({ open: z.int() }), refusals: ['unknown-orphan'], status: 200 })
    @Post('resolve')
    async resolve(@In() { principal, act, body }: Input<{}, {}, z.output<typeof ResolveBody>>) {
      permit(principal, permissions, 'resolveOrphan');
      const outcome = await this.ledger.resolveOrphan(body, act);
      if (isRefusal(outcome)) return outcome;
      return { open: (await this.ledger.orphans()).filter(({ resolved }) => !resolved).length };
    }

    private async shown({ position: at, stream, cause, resolved }: Orphan, principal: Principal): Promise<z.output<typeof OrphanAnswer>> {
      const [commit] = await this.ledger.readAfter(at - 1, 1);
      const events = commit?.events ?? [];
      return { position: at, stream, kinds: events.map(({ event }) => event.type), at: events[0]?.meta.at ?? '', restsOn: voidIdIn(cause), ...(resolved ? { resolved: { by: resolved.by, at: resolved.at, ...(mayReadReason(principal, resolved) ? { reason: resolved.reason } : {}) } } : {}) };
    }
  }
  return OrphansController;
};

/** What was said is covert text of whoever's force said it; of nobody's where they had none. */
const mayReadReason = (principal: Principal, { force }: Resolved): boolean =>
  isPermitted(principal, permissions, 'readReasons') && (force === undefined || force === principal.force || isPermitted(principal, permissions, 'readReasonsOfEveryForce'));

/** The id at the end of a consumer's cause: what stands before it is the consumer's name. */
const voidIdIn = (cause: string): string => cause.split('/').slice(-4).join('/');
