import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type DeadlineSet, type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { type Act, type Clock, deriveId, idOf, type Ledger, type ViewReader } from '@cpmp/ledger';
import { CLOCK, type DueRow, type Input, LEDGER, NotFound, NotPermitted, permit, type Principal, stale } from '@cpmp/shell';
import { AuthorisationService, componentOf, officerOf, YEARS_MAX } from './authorisation.service.js';
import {
  authority, type AuthorityEvent, caseRef, closeError, dismissError, enterAnswer, type EnterAnswer, error, type ErrorEvent, type ErrorLaw, type ErrorsByYear, type ErrorState, establishError, giveEarlyNotice, isOwed, joinError, lateSuspicion, lettersOf,
  liftQuarantine, makeSubmission, measureDone, orderQuarantine, product, raiseError, raiseFromRecord, reopenError, reportError, type Suspicion, suspicionOf,
} from './domain/index.js';
import type { CaseInput } from './http/requests.js';
import type {
  AnswerErrorInput, CloseErrorInput, DismissErrorInput, EarlyNoticeInput, ErrorListInput, EstablishErrorInput, JoinErrorInput, LiftInput, MeasureDoneInput, QuarantineInput, RaiseErrorInput, ReportErrorInput, SubmissionInput,
} from './http/error-requests.js';
import { ERROR_LAW } from './law.js';
import { dealsWithError, errorsKnownTo, knowsError, permissions } from './permissions.js';
import { errorReport, errorTimeline, shownError, summaryOfError } from './reading/error-shown.js';
import { dueNamed } from './views/due.view.js';
import { type ErrorDoc, errors } from './views/errors.view.js';
import { references } from './views/references.view.js';
import { register } from './views/register.view.js';

type OfError = { id: string };
type On<B = {}> = Input<OfError, {}, B>;
type Judge = (state: ErrorState, now: Instant) => Decision<ErrorEvent>;

/** Reads the fact that an error's reference is made from: how many its force has had. */
const readErrors = (force: string) => async (views: ViewReader): Promise<ErrorsByYear> => {
  const { docs } = await views.query(references, { where: { letters: { eq: lettersOf(force) } }, limit: YEARS_MAX });
  return Object.fromEntries(docs.map(({ year, errors: count }) => [year, count]));
};

/** The door to errors: what the record shows is opened by itself, what people suspect by them; the senior responsible officer judges, reports and closes. */
@Injectable()
export class ErrorService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ERROR_LAW) private readonly law: ErrorLaw,
    private readonly cases: AuthorisationService,
  ) {}

  /** Opens what the record shows: an event of a case, or a deadline that passed. Whoever opens it again finds it open. */
  async runDue({ key: sign, stream, what }: DueRow, act: Act): Promise<void> {
    const doc = await this.ledger.views.get(register, await this.caseOf(stream));
    const suspicion = doc && (await this.suspicion(doc.id, stream, dueNamed(what)));
    if (!doc || !suspicion) return;
    const { force, unit } = caseRef(doc.state);
    const about = { force, ...(unit ? { unit } : {}), authorisation: doc.id, ...(suspicion.component ? { component: suspicion.component } : {}) };
    await this.ledger.transactWith(error, deriveId(sign), { read: readErrors(force), decide: (state, now, counted) => raiseFromRecord(state, { about, sign, suspicion }, now, { law: this.law, errors: counted }) }, act);
  }

  async raise({ principal, actor, body: { authorisation, component, ...said }, act }: Input<{}, {}, RaiseErrorInput>) {
    permit(principal, permissions, 'raiseError');
    const doc = authorisation === undefined ? undefined : await this.cases.known(principal, authorisation);
    if (doc && component !== undefined) componentOf(doc, component);
    // Whoever is cleared for a case may be of another force: whose the case is judges what went wrong in it, and nobody else's office hears.
    const { force, unit } = doc ? caseRef(doc.state) : principal;
    const about = { ...(force ? { force } : {}), ...(unit ? { unit } : {}), ...(authorisation ? { authorisation } : {}), ...(component ? { component } : {}) };
    const command = { ...said, about, by: officerOf(principal) };
    const id = deriveId(act.cause);
    const outcome = await this.ledger.transactWith(error, id, { read: readErrors(force ?? ''), decide: (state, now, counted) => raiseError(state, command, now, { law: this.law, errors: counted }) }, act);
    return isRefusal(outcome) ? outcome : this.open(await this.known(principal, id), { actor, why: 'raised an error' });
  }

  async list({ principal, actor, query: { stage, kind, authorisation, due, ...asked } }: Input<{}, ErrorListInput>) {
    permit(principal, permissions, 'read');
    const known = errorsKnownTo(principal);
    const equal = Object.entries({ stage, kind, authorisation, ...(known === 'all' ? {} : known) }).flatMap(([name, eq]) => (eq === undefined ? [] : [[name, { eq }] as const]));
    const { docs, next } = await this.ledger.views.query(errors, { where: Object.fromEntries(equal), sort: due ? { by: 'due' } : { by: 'discoveredAt', descending: true }, ...asked });
    this.ledger.access({ actor, what: 'errors', why: 'listed errors' });
    const now = this.clock.now();
    return { items: await Promise.all(docs.map(async (doc) => summaryOfError(doc, await this.about(doc, now)))), ...(next ? { next } : {}), kinds: this.law.on(now).kinds };
  }

  async read({ principal, actor, params: { id } }: On) {
    permit(principal, permissions, 'read');
    return this.open(await this.known(principal, id), { actor, why: 'read the error' });
  }

  async events({ principal, actor, params: { id } }: On) {
    permit(principal, permissions, 'read');
    await this.known(principal, id);
    const items = errorTimeline(await this.ledger.history(error, id));
    return { items: await this.ledger.open(items, { actor, what: `error-${id}`, why: 'read the timeline' }) };
  }

  /** The report as it was made last, or what of it is known before that. */
  async report({ principal, actor, params: { id }, query: { purpose } }: Input<OfError, Pick<CaseInput, 'purpose'>>) {
    permit(principal, permissions, 'read');
    const doc = await this.known(principal, id);
    return this.ledger.open(errorReport(doc, await this.about(doc, this.clock.now())), { actor, what: `error-${id}`, why: purpose === 'print' ? 'printed the report of the error' : 'read the report of the error' });
  }

  quarantine(input: On<QuarantineInput>) {
    permit(input.principal, permissions, 'workOnError');
    return this.decide(input, 'ordered a quarantine', (state, now) => orderQuarantine(state, this.by(input), now));
  }

  lift(input: Input<OfError & { quarantine: string }, {}, LiftInput>) {
    permit(input.principal, permissions, 'judgeError');
    return this.decide(input, 'lifted a quarantine', (state, now) => liftQuarantine(state, { ...this.by(input), quarantine: input.params.quarantine }, now));
  }

  dismiss(input: On<DismissErrorInput>) {
    permit(input.principal, permissions, 'judgeError');
    return this.decide(input, 'judged that it is no error', (state, now) => dismissError(state, this.by(input), now));
  }

  establish(input: On<EstablishErrorInput>) {
    permit(input.principal, permissions, 'judgeError');
    return this.decide(input, 'established the error', (state, now) => establishError(state, this.by(input), now, this.law));
  }

  /** Joins it into another, as that one stands when this is decided. */
  async join(input: On<JoinErrorInput>) {
    const { principal, actor, params: { id }, body, ifMatch, act } = input;
    permit(principal, permissions, 'judgeError');
    await this.dealtWith(principal, id);
    const read = async (views: ViewReader) => (await views.get(errors, body.into))?.state;
    const outcome = await this.ledger.transactWith(error, id, { read, decide: (state, now, other) => stale(ifMatch, state.edition) ?? joinError(state, { ...this.by(input), id, other }, now) }, act);
    return isRefusal(outcome) ? outcome : this.open(await this.known(principal, id), { actor, why: 'joined the error into another' });
  }

  giveNotice(input: On<EarlyNoticeInput>) {
    permit(input.principal, permissions, 'workOnError');
    return this.decide(input, 'told the Commissioner early', (state, now) => giveEarlyNotice(state, this.by(input), now));
  }

  makeReport(input: On<ReportErrorInput>) {
    permit(input.principal, permissions, 'judgeError');
    return this.decide(input, 'reported the error', (state, now) => reportError(state, this.by(input), now, this.law));
  }

  answer(input: On<AnswerErrorInput>) {
    permit(input.principal, permissions, 'answerError');
    return this.decide(input, 'entered the Commissioner’s answer', (state, now) => enterAnswer(state, this.by(input) as EnterAnswer, now));
  }

  submit(input: On<SubmissionInput>) {
    permit(input.principal, permissions, 'judgeError');
    return this.decide(input, 'made a submission', (state, now) => makeSubmission(state, this.by(input), now));
  }

  close(input: On<CloseErrorInput>) {
    permit(input.principal, permissions, 'judgeError');
    return this.decide(input, 'closed the error', (state, now) => closeError(state, this.by(input), now));
  }

  measureDone(input: Input<OfError & { measure: string }, {}, MeasureDoneInput>) {
    permit(input.principal, permissions, 'workOnError');
    return this.decide(input, 'said that a measure was carried out', (state, now) => measureDone(state, { ...this.by(input), measure: input.params.measure }, now));
  }

  reopen(input: On<DismissErrorInput>) {
    permit(input.principal, permissions, 'judgeError');
    return this.decide(input, 'reopened the error', (state, now) => reopenError(state, this.by(input), now));
  }

  private by<B>({ principal, body }: Input<OfError, {}, B>) {
    return { ...body, by: officerOf(principal) };
  }

  /** Decides on an error that the caller may know of, on the version that they saw. */
  private async decide({ principal, actor, params: { id }, ifMatch, act }: On<unknown>, why: string, judge: Judge) {
    await this.dealtWith(principal, id);
    const outcome = await this.ledger.transact(error, id, (state, now) => stale(ifMatch, state.edition) ?? judge(state, now), act);
    return isRefusal(outcome) ? outcome : this.open(await this.known(principal, id), { actor, why });
  }

  /** The case that a row is about: its own stream, or the product's that was obtained under it. */
  private async caseOf(stream: string): Promise<string> {
    if (!isOfProduct(stream)) return idOf(stream);
    return (await this.ledger.load(product, idOf(stream))).state.registered?.authorisation ?? '';
  }

  /** What a row of the due view stands for, read from its own stream and from where the case stands. */
  private async suspicion(id: string, stream: string, { what, of }: ReturnType<typeof dueNamed>): Promise<Suspicion | undefined> {
    const { state } = await this.ledger.load(authority, id);
    if (what === 'sign') {
      const history = isOfProduct(stream) ? await this.ledger.history(product, idOf(stream)) : await this.ledger.history(authority, id);
      const found = history.find(({ meta }) => meta.id === of);
      return found && suspicionOf(state, found.event, found.meta.at);
    }
    const history = await this.ledger.history(authority, id);
    const deadline = history.flatMap(({ event }) => owedBy(event)).find((one) => one.id === of);
    // The row may come from before somebody did it, on another process.
    return deadline && !history.some(({ event }) => doneInTime(event, deadline)) ? lateSuspicion(state, deadline) : undefined;
  }

  /** The error, for one who may know of it. @throws NotFound */
  private async known(principal: Principal, id: string): Promise<ErrorDoc> {
    const doc = await this.ledger.views.get(errors, id);
    if (!doc || !knowsError(principal, doc)) throw new NotFound();
    return doc;
  }

  /** @throws NotFound, or NotPermitted for one who knows of it by having raised it in another force's case */
  private async dealtWith(principal: Principal, id: string): Promise<void> {
    if (!dealsWithError(principal, await this.known(principal, id))) throw new NotPermitted(['those of the error’s own force']);
  }

  /** What is said of an error beside its own record: its case's reference, and what the law of today wants of a report. */
  private async about({ authorisation }: ErrorDoc, now: Instant) {
    const known = authorisation === '' ? undefined : await this.ledger.views.get(register, authorisation);
    return { law: this.law.on(now), now, ...(known ? { caseReference: known.reference } : {}) };
  }

  private async open(doc: ErrorDoc, { actor, why }: { readonly actor: Actor; readonly why: string }) {
    return this.ledger.open(shownError(doc, await this.about(doc, this.clock.now())), { actor, what: `error-${doc.id}`, why });
  }
}

const isOfProduct = (stream: string): boolean => stream.startsWith(`${product.category}-`);

const owedBy = (event: AuthorityEvent) => (('deadlines' in event ? event.deadlines.set : undefined) ?? []).filter(isOwed);

const doneInTime = (event: AuthorityEvent, { id, due }: DeadlineSet): boolean => (('deadlines' in event ? event.deadlines.discharged : undefined) ?? []).some((done) => done.id === id && done.at < due);
