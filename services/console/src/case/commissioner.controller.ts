import { Controller, Get, Param } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { heading, linesOf, personsIn } from '../inspect/saying.js';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { got, NoSuchPage, type Visit, Visiting } from '../web/visit.js';
import { capital, partNumber, plain } from '../web/words.js';
import { actor, type Part, partStep, readCase } from './case-file.js';
import { commissionerActions } from './commissioner-acts.js';

type Where = { readonly id: string; readonly component: string };
type Act = authorisation.AuthorisationOperations['readNotice']['params']['act'];

/** Who may open a written notice. */
const NOTICE_READERS = ['authorising-officer', 'gatekeeper', 'senior-responsible-officer', 'judicial-commissioner', 'inspector-ipco'];

/** What commissioners were told of one part, what they decided and said, and what the force answered; each written notice for paper. */
@Controller('cases/:id/components/:component')
export class CommissionerController {
  constructor(private readonly names: Names) {}

  @Get('commissioner')
  async show(@Visiting() visit: Visit, @Param() { id, component }: Where): Promise<Shown> {
    const file = await readCase(visit, this.names, id);
    const part = file.the.components.find((known) => known.id === component);
    if (!part || !file.readable) throw new NoSuchPage();
    const { approvals, declines, quashed, comments, appeals } = part;
    const people = [...approvals, ...declines, ...comments, ...appeals, ...(quashed ? [quashed] : [])].map(({ by }) => by).concat([...comments.flatMap(({ acknowledged }) => acknowledged?.by ?? []), ...appeals.flatMap(({ decided }) => decided?.by ?? [])]);
    const nameOf = await this.names.of(visit.client, people);
    return new Page('commissioner', {
      ...partStep(file, part), actions: commissionerActions(part, visit), notices: noticesShown(part), opens: visit.person.roles.some((role) => NOTICE_READERS.includes(role)), answers: visit.person.roles.includes('senior-responsible-officer'),
      decided: [
        ...approvals.map((one) => ({ ...one, what: `Approved the ${one.act}` })),
        ...declines.map((one) => ({ ...one, what: `Did not approve the ${one.act}` })),
        ...(quashed ? [{ ...quashed, what: `${capital(quashed.how)} it`, orders: ordersOf(quashed) }] : []),
      ].map((one) => ({ ...one, by: nameOf(one.by) })).toSorted((a, b) => b.at.localeCompare(a.at)),
      comments: comments.toReversed().map((one) => ({ ...one, by: nameOf(one.by), number: one.id.slice(1), answer: one.acknowledged && { ...one.acknowledged, by: nameOf(one.acknowledged.by) } })),
      appeals: appeals.toReversed().map((one) => ({ ...one, by: nameOf(one.by), decided: one.decided && { ...one.decided, by: nameOf(one.decided.by) } })),
    });
  }

  /** The written notice of one act, as the law wants it; the access log has it as read. */
  @Get(['notices/:act', 'notices/:act/:number'])
  async notice(@Visiting() { client }: Visit, @Param() { id, component, act, number }: Where & { readonly act: Act; readonly number?: string }): Promise<Shown> {
    if (number !== undefined && !/^[1-9]\d{0,2}$/.test(number)) throw new NoSuchPage();
    const notice = got(await client.authorisation.readNotice({ params: { id, component, act }, query: number === undefined ? {} : { number: Number(number) } }));
    const nameOf = await this.names.of(client, [notice.officer.person, notice.applicant, ...notice.items.flatMap(({ says, item }) => personsIn(says, item))]);
    return new Page('commissioner-notice', {
      id, component, notice, reference: notice.reference, part: partNumber(component), applicant: nameOf(notice.applicant), officer: nameOf(actor({ by: notice.officer.person, ...(notice.officer.rank ? { rank: notice.officer.rank } : {}) })),
      items: notice.items.map(({ item, words, says }) => ({ words: words || heading(item), lines: linesOf(says, item, nameOf) })),
    });
  }
}

/** Each notice with where it is written out. Of several renewals each has its own, in their order. */
const noticesShown = ({ notices, renewals }: Part) =>
  notices.map((notice, index) => {
    const number = notices.slice(0, index + 1).filter(({ act }) => act === notice.act).length;
    return notice.act === 'renewal' && renewals.length > 1 ? { ...notice, words: `renewal ${number}`, at: `${notice.act}/${number}` } : { ...notice, words: `the ${notice.act}`, at: notice.act };
  });

const ordersOf = ({ destroy, retrieve, destruction }: { readonly destroy: boolean; readonly retrieve: boolean; readonly destruction?: string }): string =>
  `${destroy ? `Records are to be destroyed${destruction ? ` (${plain(destruction)})` : ''}.` : 'Nothing is to be destroyed.'} Equipment ${retrieve ? 'may be fetched back.' : 'is not to be fetched back.'}`;
