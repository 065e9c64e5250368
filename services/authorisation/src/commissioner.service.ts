import { Inject, Injectable } from '@nestjs/common';
import type { Ledger } from '@cpmp/ledger';
import { type Input, LEDGER, NotFound, permit } from '@cpmp/shell';
import { AuthorisationService, componentOf, officerOf } from './authorisation.service.js';
import { DecisionService } from './decision.service.js';
import { acknowledgeComment, appeal, approve, authority, comment, decideAppeal, decline, type NoticeableAct, quash } from './domain/index.js';
import type { AcknowledgeInput, AppealInput, ApproveInput, CommentInput, DecideAppealInput, QuashInput } from './http/requests.js';
import { KnownService } from './known.service.js';
import { permissions } from './permissions.js';
import { caseAfter } from './reading/as-of.js';
import { asFarAs, noticeOf } from './reading/notice.js';

type On<B> = Input<{ id: string; component: string }, {}, B>;

/** The door to what judicial commissioners decide on a component, and to what the force answers them. */
@Injectable()
export class CommissionerService {
  constructor(
    private readonly decisions: DecisionService,
    private readonly cases: AuthorisationService,
    private readonly people: KnownService,
    @Inject(LEDGER) private readonly ledger: Ledger,
  ) {}

  approve(input: On<ApproveInput>) {
    permit(input.principal, permissions, 'commission');
    const command = { ...input.body, ...this.commissioner(input) };
    return this.decisions.decide(input, 'approved the component', (state, now, law) => approve(state, command, now, law));
  }

  decline(input: On<ApproveInput>) {
    permit(input.principal, permissions, 'commission');
    const command = { ...input.body, ...this.commissioner(input) };
    return this.decisions.decide(input, 'did not approve the component', (state, now, law) => decline(state, command, now, law));
  }

  quash(input: On<QuashInput>) {
    permit(input.principal, permissions, 'commission');
    const command = { ...input.body, ...this.commissioner(input) };
    return this.decisions.decide(input, 'quashed the component', (state, now, law) => quash(state, command, now, law));
  }

  comment(input: On<CommentInput>) {
    permit(input.principal, permissions, 'commission');
    const command = { ...input.body, ...this.commissioner(input) };
    return this.decisions.decide(input, 'commented on the component', (state, now) => comment(state, command, now));
  }

  acknowledge(input: Input<{ id: string; component: string; comment: string }, {}, AcknowledgeInput>) {
    permit(input.principal, permissions, 'acknowledge');
    const { component, comment: of } = input.params;
    const command = { ...input.body, component, comment: of, by: officerOf(input.principal) };
    return this.decisions.decide(input, 'acknowledged a comment', (state, now) => acknowledgeComment(state, command, now));
  }

  appeal(input: On<AppealInput>) {
    permit(input.principal, permissions, 'decide');
    const command = { ...input.body, component: input.params.component, by: officerOf(input.principal) };
    return this.decisions.decide(input, 'appealed', (state, now) => appeal(state, command, now));
  }

  decideAppeal(input: On<DecideAppealInput>) {
    permit(input.principal, permissions, 'commission');
    const command = { ...input.body, ...this.commissioner(input) };
    return this.decisions.decide(input, 'decided the appeal', (state, now) => decideAppeal(state, command, now));
  }

  /** The written notice of an act, as data: what it was when it was entered, whatever was changed since. @throws NotFound where there was no such act */
  async notice({ principal, actor, params, query }: Input<{ id: string; component: string; act: NoticeableAct }, { number?: number }>) {
    permit(principal, permissions, 'readNotices');
    const { id, component, act } = params;
    const asked = { act, number: query.number ?? 1 };
    const now = componentOf(await this.cases.known(principal, id), component);
    const then = caseAfter(asFarAs(await this.ledger.history(authority, id), component, asked));
    const found = then && noticeOf(then.state, now, { ...asked, ...(await this.people.asking(then, componentOf(then, component))) });
    if (!found) throw new NotFound();
    return this.cases.open(found, { actor, what: `authority-${id}/${component}`, why: `read the notice of the ${act}` });
  }

  private commissioner({ principal, params }: On<unknown>) {
    return { component: params.component, commissioner: principal.person };
  }
}
