import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@cpmp/kernel';
import type { Ledger, Recorded } from '@cpmp/ledger';
import { type Input, LEDGER, Lines, NotFound, permit, type Principal, unprocessable } from '@cpmp/shell';
import { type AuthorityEvent, authority } from './domain/index.js';
import type { CentralRecordInput, PositionInput, QuestionInput, ReturnInput } from './http/inspection-schemas.js';
import { annualReturn, countingLog } from './inspection/annual-return.js';
import { centralRecord } from './inspection/central-record.js';
import { disclosure } from './inspection/disclosure.js';
import { raisedBy } from './inspection/errors.js';
import { isOfCase, type LogRead, readLog } from './inspection/parts.js';
import { reconcile } from './inspection/reconciliation.js';
import { LawInForce } from './law.js';
import { knowsError, mayKnow, permissions, reasonsOf } from './permissions.js';
import { type Question, QUESTIONS, sampled } from './questions/index.js';
import { RecordService } from './record.service.js';
import { operatives, sources } from './views/people-known.view.js';
import { type ListedCase, register } from './views/register.view.js';

/** Rows a page unless asked otherwise, and rows that are opened at once where all are asked for. */
const PAGE_ROWS = 50;
const OPENED_ROWS = 200;
/** Cases of the register that are read at once. */
const CASES_AT_ONCE = 500;
/** How many rows are drawn where a sample is asked for without a size. */
const SAMPLE_ROWS = 10;

type Paging = { readonly position?: number | undefined; readonly limit?: number | undefined; readonly after?: string | undefined };
type Given = { readonly head: object; readonly position: number; readonly query: Paging; readonly lines: boolean | undefined; readonly reading: { readonly actor: Actor; readonly what: string; readonly why: string } };

/** The door to what the record yields: the central record, the annual return, and the twenty questions. All of it is computed from the log as far as a position, and kept nowhere. */
@Injectable()
export class InspectionService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly law: LawInForce,
    private readonly records: RecordService,
  ) {}

  async centralRecord({ principal, actor, query, lines }: Input<{}, CentralRecordInput>) {
    permit(principal, permissions, 'inspect');
    const { parts, errors: _errors, products: _products, tally: _tally, ...head } = await this.read(principal, query);
    const rows = centralRecord({ parts }, this.law.book, query);
    return this.answer(rows, { head, position: head.position, query, lines, reading: { actor, what: 'central-record', why: `read the central record at position ${head.position}` } });
  }

  async reconciliation({ principal, actor, query }: Input<{}, PositionInput>) {
    permit(principal, permissions, 'inspect');
    const { position: asked } = await this.placeOf(query);
    const kept = await this.register(principal);
    // What was committed while the register was read is in the one and not in the other.
    const unsettled = await this.changedAfter(asked);
    const { parts, errors: _errors, products: _products, tally, ...head } = await this.read(principal, { position: asked });
    this.ledger.access({ actor, what: 'central-record', why: 'reconciled the central record' });
    return { ...head, ...reconcile({ parts, ...(reasonsOf(principal) ? {} : { tally }) }, kept, unsettled) };
  }

  async annualReturn({ principal, actor, query }: Input<{}, ReturnInput>) {
    permit(principal, permissions, 'inspect');
    this.ledger.access({ actor, what: 'annual-return', why: `counted the return of ${query.year}` });
    return this.returned(principal, query);
  }

  async disclosure({ principal, actor, query }: Input<{}, ReturnInput>) {
    permit(principal, permissions, 'inspect');
    this.ledger.access({ actor, what: 'annual-return', why: `made a disclosure of ${query.year}` });
    const { log, position, at, ...counted } = await this.returned(principal, query);
    return { log, position, at, ...disclosure(counted) };
  }

  questions({ principal }: Input) {
    permit(principal, permissions, 'inspect');
    return { items: QUESTIONS.map(shownQuestion) };
  }

  async question({ principal, actor, params, query, lines }: Input<{ number: number }, QuestionInput>) {
    permit(principal, permissions, 'inspect');
    const question = QUESTIONS.find(({ number }) => number === params.number);
    if (!question) throw new NotFound();
    const missing = (question.needs ?? []).filter((field) => query[field] === undefined);
    if (missing.length > 0) throw unprocessable(missing.map((field) => ({ pointer: `/query/${field}`, rule: 'needed', detail: 'This question cannot be asked without it.' })));
    const read = await this.read(principal, query);
    const { log, position, at } = read;
    const all = await question.rows({
      ...read, book: this.law.book,
      unseal: (value) => this.ledger.unseal(value),
      person: (kind, id) => (kind === 'source' ? this.ledger.views.get(sources, `source-${id}`) : this.ledger.views.get(operatives, `resource-${id}`)),
      history: (id) => this.ledger.history(authority, id),
      verify: (checkpoint) => this.records.walk(checkpoint, '/query/checkpoint'),
      annualReturn: (year) => this.returned(principal, { year, force: query.force, position }),
    }, query);
    const wanted = question.number === SAMPLED || query.seed !== undefined || query.size !== undefined;
    const { rows, sample } = wanted ? sampled(all, { seed: query.seed ?? String(position), size: query.size ?? SAMPLE_ROWS }) : { rows: all, sample: undefined };
    const head = { ...shownQuestion(question), log, position, at, ...(sample ? { sample } : {}), total: rows.length };
    const shown = rows.map(({ says, path, events }) => ({ says, ...(path === undefined ? {} : { path }), events }));
    return this.answer(shown, { head, position, query, lines, reading: { actor, what: `question-${question.number}`, why: `asked question ${question.number} at position ${position}` } });
  }

  /** The return of a year over the cases that a caller may know of. */
  private async returned(principal: Principal, query: ReturnInput) {
    const { year } = query;
    // A senior officer answers for their own force; oversight asks for one, or for all.
    const force = query.force ?? (reasonsOf(principal) ? principal.force : undefined);
    const counting = countingLog({ year, force });
    const { log, position, at, parts, errors } = await this.read(principal, query, counting.see);
    const known = new Set(parts.map(({ authorisation }) => authorisation));
    return { log, position, at, ...annualReturn({ parts, errors, at }, { year, force }, counting.counts((id) => known.has(id))) };
  }

  /** The position that is asked for, by itself or as a page's, and from which row on. */
  private async placeOf({ position, after }: Paging): Promise<{ readonly position: number; readonly from: number }> {
    const end = (await this.ledger.tail())?.position ?? 0;
    const [, at = position ?? end, from = 0] = /^(\d{1,15})\.(\d{1,9})$/.exec(after ?? '')?.map(Number) ?? [];
    if (after !== undefined && !/^\d{1,15}\.\d{1,9}$/.test(after)) throw unprocessable([{ pointer: '/query/after', rule: 'not-a-cursor', detail: 'the `next` of the page before' }]);
    if (at > end) throw unprocessable([{ pointer: '/query/position', rule: 'not-yet', detail: `the log ends at ${end}` }]);
    return { position: at, from };
  }

  /** The log as far as asked, and of it what the caller may know of. */
  private async read(principal: Principal, paging: Paging, see?: (recorded: Recorded<AuthorityEvent>) => void): Promise<LogRead> {
    const read = await readLog(this.ledger, (await this.placeOf(paging)).position, see);
    const parts = read.parts.filter(({ knownTo }) => mayKnow(principal, knownTo) === 'all');
    const known = new Set(parts.map(({ authorisation }) => authorisation));
    return { ...read, parts, products: read.products.filter(({ about }) => known.has(about.authorisation)), errors: read.errors.filter((error) => knowsError(principal, { force: error.about.force, raisedBy: raisedBy(error) })) };
  }

  private async register(principal: Principal): Promise<readonly ListedCase[]> {
    const docs: ListedCase[] = [];
    let after: string | undefined;
    do {
      const page = await this.ledger.views.query(register, { limit: CASES_AT_ONCE, ...(after === undefined ? {} : { after }) });
      docs.push(...page.docs.filter(({ knownTo }) => mayKnow(principal, knownTo) === 'all'));
      after = page.next;
    } while (after !== undefined);
    return docs;
  }

  /** The cases that changed after a position. */
  private async changedAfter(position: number): Promise<ReadonlySet<string>> {
    const changed = new Set<string>();
    for (let commits = await this.ledger.readAfter(position, CASES_AT_ONCE); commits.length > 0; commits = await this.ledger.readAfter(commits.at(-1)?.position ?? 0, CASES_AT_ONCE))
      for (const { meta } of commits.flatMap(({ events }) => events)) if (isOfCase(meta)) changed.add(meta.streamId);
    return changed;
  }

  /** One page of rows, or all of them in lines, each opened for a reader who may, on the access record. The next page is of the same position. */
  private async answer(rows: readonly object[], { head, position, query, lines, reading }: Given) {
    if (lines) return new Lines(this.inLines(rows, head, reading));
    const { from } = await this.placeOf({ ...query, position });
    const limit = query.limit ?? PAGE_ROWS;
    const items = await this.ledger.open(rows.slice(from, from + limit), reading);
    return { ...head, items, ...(from + limit < rows.length ? { next: `${position}.${from + limit}` } : {}) };
  }

  private async *inLines(rows: readonly object[], head: object, reading: Given['reading']): AsyncGenerator<object> {
    yield head;
    // Once even where there are no rows: that it was asked is on the access record all the same.
    for (let from = 0; from === 0 || from < rows.length; from += OPENED_ROWS) yield* await this.ledger.open(rows.slice(from, from + OPENED_ROWS), reading);
  }
}

/** The question that is always a sample. */
const SAMPLED = 2;

const shownQuestion = ({ rows: _rows, takes = [], needs = [], elsewhere = [], ...question }: Question) => ({ ...question, takes: [...needs, ...takes], needs, elsewhere });
