import { Inject, Injectable } from '@nestjs/common';
import { isRefusal } from '@cpmp/kernel';
import { type Checkpoint, type Clock, type CommitBody, isSignedBy, type Ledger, NoSuchTree, parseCheckpoint } from '@cpmp/ledger';
import { CLOCK, type Input, LEDGER, permit, type Principal, unprocessable } from '@cpmp/shell';
import { AuthorisationService } from './authorisation.service.js';
import { authority } from './domain/index.js';
import type { ConsistencyInput, EvidenceInput, InclusionInput, RecordQueryInput, VerifyInput } from './http/requests.js';
import { permissions } from './permissions.js';
import { withoutDrafts } from './reading/timeline.js';
import { asked, enteredBy, inFuture, knowledgeOf, record } from './reading/as-of.js';

type OfCase<Q> = Input<{ id: string }, Q>;

/** The door to the record itself: as it stood, and what proves it. */
@Injectable()
export class RecordService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cases: AuthorisationService,
  ) {}

  /** Every commit that had been entered by an instant; with `officer`, as that officer could see it then. */
  async recordAt({ principal, actor, params, query }: OfCase<RecordQueryInput>) {
    permit(principal, permissions, query.officer === undefined ? 'read' : 'inspect');
    const doc = await this.cases.readable(principal, params.id);
    if (isRefusal(doc)) return doc;
    const now = this.clock.now();
    const at = asked(query.at, now);
    if (at > now) return inFuture();
    const history = withoutDrafts(await this.ledger.history(authority, doc.id));
    const officer = query.officer === undefined ? undefined : knowledgeOf(query.officer, history, at);
    const seen = officer === undefined || officer.knew === 'all' ? enteredBy(history, at) : [];
    const items = await this.ledger.open(record(seen, await this.ledger.commits(authority, doc.id)), { actor, what: `authority-${doc.id}`, why: `read the record as at ${at}` });
    return { items, asOf: { at, ...(officer ? { officer } : {}) } };
  }

  /** One case's evidence. Its texts stay sealed; that it was taken is in the access log. */
  async evidence({ principal, actor, params, query }: OfCase<EvidenceInput>) {
    permit(principal, permissions, 'inspect');
    const doc = await this.cases.known(principal, params.id);
    const evidence = await this.ledger.proofs.evidence(`${authority.category}-${doc.id}`, query.since).catch(atSince);
    this.ledger.access({ actor, what: `authority-${doc.id}`, why: 'took the evidence pack' });
    const { format, ...proved } = evidence;
    return { format, reference: doc.reference, made: { at: this.clock.now(), for: principal.person }, packs: packsIn(evidence.commits), ...proved };
  }

  async checkpoint({ principal }: { readonly principal: Principal }) {
    permit(principal, permissions, 'inspect');
    const { log, proofs } = this.ledger;
    return { log, key: proofs.key, checkpoint: await proofs.checkpoint() };
  }

  async inclusion({ principal, query }: Input<{}, InclusionInput>) {
    permit(principal, permissions, 'inspect');
    return { log: this.ledger.log, proof: await this.ledger.proofs.inclusion(query.position, query.size) };
  }

  async consistency({ principal, query }: Input<{}, ConsistencyInput>) {
    permit(principal, permissions, 'inspect');
    return { log: this.ledger.log, proof: await this.ledger.proofs.consistency(query.from, query.size) };
  }

  /** Walks the whole log, and holds it against a checkpoint that the caller kept. */
  async verify({ principal, actor, body }: Input<{}, {}, VerifyInput>) {
    permit(principal, permissions, 'inspect');
    const { log, proofs } = this.ledger;
    const { root, ...found } = await this.walk(body.checkpoint, '/checkpoint');
    this.ledger.access({ actor, what: log, why: 'verified the log' });
    return { log, ...found, root: Buffer.from(root).toString('hex'), key: proofs.key, checkpoint: await proofs.checkpoint() };
  }

  /** Walks the whole log, and holds it against a checkpoint as it was pasted. @throws Problem when that is none; `pointer`: where it was given */
  async walk(pasted: string | undefined, pointer: string) {
    const { proofs } = this.ledger;
    const note = noteOf(pasted ?? '');
    const kept = note === undefined ? undefined : checkpointIn(note, pointer);
    const { whole, commits, root, fault: broken, abandoned: [gone] } = await proofs.verify(kept ? [kept] : []);
    const fault = broken ?? (gone && { position: gone.from, what: `${gone.log} positions ${gone.from} to ${gone.to}, which the checkpoint knows, are not here: the log was restored since` });
    return { whole: whole && !gone, commits, root, ...(fault ? { fault } : {}), ...(kept && note !== undefined ? { against: { size: kept.size, signed: isSignedBy(note, proofs.key) } } : {}) };
  }
}

/** The digests of the packs of law that commits' decisions stand on. */
const packsIn = (commits: readonly { readonly body: string }[]): readonly string[] => {
  const events = commits.flatMap(({ body }) => (JSON.parse(body) as CommitBody).events as readonly { readonly basis?: { readonly pack: string } }[]);
  return [...new Set(events.flatMap(({ basis }) => (basis?.pack ? [basis.pack] : [])))];
};

/** Of a log that never had that size, the pack's own parameter is named. */
const atSince = (error: unknown): never => {
  if (error instanceof NoSuchTree) throw unprocessable([{ pointer: '/query/since', rule: 'no-such-tree', detail: 'The log has had no such size.' }]);
  throw error;
};

/** A note as it was signed, however it was pasted; undefined for none. */
const noteOf = (pasted: string): string | undefined => (pasted.trim() === '' ? undefined : `${pasted.replaceAll('\r\n', '\n').trim()}\n`);

/** @throws Problem when it is none */
const checkpointIn = (note: string, pointer: string): Checkpoint => {
  try {
    return parseCheckpoint(note);
  } catch {
    throw unprocessable([{ pointer, rule: 'not-a-checkpoint', detail: 'a checkpoint of three lines and its signatures, as C2SP tlog-checkpoint says' }]);
  }
};
