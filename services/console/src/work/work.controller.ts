import { Controller, Get } from '@nestjs/common';
import type { authorisation, Client } from '@cpmp/client';
import { ownApplications } from '../apply/draft.js';
import { awayWords, type Deployment, deploymentsEnding, deploymentsToSwitchOff, needsWords, thingWords } from '../deploy/deployments.js';
import { stepsFor } from '../deploy/steps.js';
import { deadlineWords, firstDue, readLate, readOpenErrors } from '../oversight/overseen.js';
import { listProducts } from '../product/products.js';
import { overAppetite } from '../risk/risks.js';
import { everything, orNone, orNoneNow } from '../web/lists.js';
import { Page, type Shown } from '../web/showing.js';
import { isAway, type Visit, Visiting } from '../web/visit.js';
import { capital, said, stateShown } from '../web/words.js';
import { applicantQueues, type CaseListed, commissionerQueues, gatekeeperQueues, officerQueues, type Queue } from './queues.js';

/** At most so many notices are counted, and applications to check asked for: those are worked from the top of the list, and the page says that there are more. */
const LISTED_MAX = 200;
type Query = authorisation.AuthorisationOperations['listAuthorisations']['query'];

/** Where sign-in lands: what a person's roles give them to do, soonest first. */
@Controller('work')
export class WorkController {
  @Get()
  async show(@Visiting() visit: Visit): Promise<Shown> {
    const { client, person } = visit;
    const has = (...wanted: readonly string[]): boolean => person.roles.some((role) => wanted.includes(role));
    // All at once and heard together: what fails while nobody hears it ends the process.
    const [notices, own, ...found] = await Promise.all([
      client.notification.listNotices({ query: { acknowledged: 'false', limit: LISTED_MAX } }),
      has('applicant') ? ownApplications(client, person.id) : undefined,
      has('senior-responsible-officer') ? ofResponsible(client) : [],
      has('authorising-officer') ? ofOfficer(visit) : [],
      has('judicial-commissioner') ? ofCommissioner(client) : [],
      has('gatekeeper') ? ofGatekeeper(client) : [],
      has('resource-manager', 'asset-custodian', 'cover-officer', 'controller') ? ofDesk(client, visit) : [],
      has('risk-owner') ? ofRiskOwner(client) : [],
      has('applicant') ? ofApplicant(client, person.id) : [],
      has('product-officer') ? ofProductOfficer(client) : [],
    ]);
    const { items: waiting } = orNoneNow(notices);
    return new Page('work', { streams: [`person-${person.id}`], own, queues: found.flat(), notices: isAway(notices) ? undefined : waiting.length, oversees: has('senior-responsible-officer'), stands: has('gatekeeper') });
  }
}

/** A question whose order is the clock's: behind a case with nothing due there is none with any. */
const goneThrough = ({ components }: CaseListed): boolean => components.every(({ deadlines }) => Object.keys(deadlines).length === 0);

/** Every case that answers one of some questions, each once: what is sorted by what is due, as far as anything is. */
const cases = async (client: Client, ...asked: readonly Query[]): Promise<readonly CaseListed[]> => {
  const found = await Promise.all(asked.map((query) => everything((paged) => client.authorisation.listAuthorisations({ query: { ...query, ...paged } }), orNone, query?.sort === 'due' ? goneThrough : undefined)));
  return [...new Map(found.flat().map((one) => [one.id, one])).values()];
};

/** What was decided and waits, and what no officer may decide on before. */
const ofCommissioner = async (client: Client): Promise<readonly Queue[]> => commissionerQueues(await cases(client, { approval: 'true' }, { state: 'awaiting-decision' }, { state: 'submitted' }));

// A case is also one's own when one acted on it, or is named as one who must know. What is over is not asked for: there may be years of it.
const ofApplicant = async (client: Client, person: string): Promise<readonly Queue[]> =>
  applicantQueues((await cases(client, ...(['in-force', 'submitted', 'awaiting-decision', 'awaiting-approval'] as const).map((state) => ({ mine: 'true' as const, state })))).filter(({ applicant }) => applicant.person === person));

const ofGatekeeper = async (client: Client): Promise<readonly Queue[]> => {
  const [submitted, owed] = await Promise.all([client.authorisation.listAuthorisations({ query: { state: 'submitted', sort: 'since', limit: LISTED_MAX } }).then(orNone), cases(client, { owed: 'true' })]);
  return gatekeeperQueues(submitted.items, owed, submitted.next !== undefined);
};

const ofOfficer = async ({ client, person, now }: Visit): Promise<readonly Queue[]> => {
  const [undecided, own] = await Promise.all([cases(client, { state: 'awaiting-decision' }, { state: 'submitted' }), cases(client, { mine: 'true', sort: 'due' }, { mine: 'true', approval: 'true' })]);
  return officerQueues({ undecided, own, person, now });
};

/** What must be switched off, and what must come back: withdrawing an operative is a decision of those who look after them, everything else is a thing to fetch. */
const ofDesk = async (client: Client, { person }: Visit): Promise<readonly Queue[]> => {
  const desk = person.roles.includes('resource-manager');
  const step = (one: Deployment): readonly [string, string] => {
    const [name, to] = one.holder === 'asset' ? ['recover', 'record the recovery'] : desk ? ['withdraw', 'record the withdrawal'] : ['withdrawal-decision', 'record a withdrawal decision'];
    return stepsFor(one, person).some(({ step: open }) => open === name) ? [`${one.path}/${name}`, to] : [one.path, 'open the deployment'];
  };
  const [{ deployments: ending, away }, { deployments: running }] = await Promise.all([deploymentsEnding(client), deploymentsToSwitchOff(client)]);
  const off = running.map((one) => ({ reference: capital(thingWords(one)), href: one.path, to: 'open the deployment', what: said(one.tactic), hints: [`${capital(needsWords(one))} is not in force any more`], at: one.switchOffBy, state: one.running }));
  const back = ending.map((one) => {
    const [href, to] = step(one);
    return { reference: capital(thingWords(one)), href, to, what: said(one.tactic), hints: [], at: one.recallBy ?? undefined, since: one.recalledAt ?? undefined, state: one.state };
  });
  const first = 'Team or item';
  return [
    known({ id: 'off', first, title: 'Must be switched off', rows: off, empty: 'Nothing waits to be switched off.' }, awayWords(away)),
    known({ id: 'back', first, title: 'Must come back', rows: back, empty: 'Nothing waits to come back.' }, awayWords(away)),
  ];
};

/** A queue that does not say that there is nothing where a register does not answer. */
const known = (queue: Queue, away: string): Queue => {
  const words = `The register of ${away} does not answer now: what of it waits is not shown.`;
  if (away === '') return queue;
  return queue.rows.length === 0 ? { ...queue, empty: words } : { ...queue, note: words };
};

/** What is late, the oldest first; everything else that is overseen has a page of its own. */
const ofResponsible = async (client: Client): Promise<readonly Queue[]> => {
  const rows = (await readLate(client)).map((late) => ({ reference: late.reference, href: `/oversight/deadlines/${late.id}/note`, to: 'note or chase', what: deadlineWords(late), hints: [], at: late.due }));
  return [{ id: 'late', first: 'About', title: 'Late', rows, empty: 'Nothing is late.' }, await errorsOf(client)];
};

/** Errors that wait to be judged, reported or closed. */
const errorsOf = async (client: Client): Promise<Queue> => {
  const rows = (await readOpenErrors(client)).map((error) => ({ reference: error.reference, href: `/errors/${error.id}`, to: 'open the error', what: error.words, hints: [], at: firstDue(error), since: error.discoveredAt, state: error.stage }));
  return { id: 'errors', first: 'Error', title: 'Errors to deal with', rows, empty: 'No error waits to be judged, reported or closed.' };
};

const ofRiskOwner = async (client: Client): Promise<readonly Queue[]> => {
  const rows = (await overAppetite(client)).map(({ id, reference, residualScore, band, accepted, assessed }) => ({
    reference, href: `/risks/${id}/accept`, to: 'accept it', what: `Residual score ${residualScore}, ${band}`,
    hints: accepted?.inForce ? [] : ['Not accepted: nothing may be deployed under it'], ...(accepted?.inForce ? { at: accepted.until } : { since: assessed.at }),
  }));
  return [{ id: 'risks', first: 'Risk', title: 'Risks at or above the appetite', rows, empty: 'No risk stands at or above the appetite.' }];
};

/** What is due of product, soonest first. */
const ofProductOfficer = async (client: Client): Promise<readonly Queue[]> => {
  const { items, more } = await listProducts(client, {});
  const rows = items.flatMap(({ id, reference, kind, stage, due, barred }) =>
    due === undefined ? [] : [{ reference, href: `/product/${id}`, to: 'open it', what: `${said(kind)}, ${stateShown(stage).label.toLowerCase()}`, hints: barred.length > 0 ? ['Held or set apart'] : [], at: due }]);
  return [{ id: 'product', first: 'Product', title: 'Product to review or destroy', rows, empty: 'Nothing is due of any product.', more }];
};
