import type { authorisation } from '@cpmp/client';
import type { Holder } from '../deploy/deployments.js';
import { pathTo, statesOf, thingWords } from '../deploy/deployments.js';
import { lasting, moment } from '../web/time.js';
import { capital, listed, partNumber, plain, said } from '../web/words.js';
import type { CaseFile } from './case-file.js';

type Permit = authorisation.ReadPermitsAnswer['items'][number];

/** What became of a permit, a line each, the gravest last. */
const became = ({ startedAt, recalledAt, closedAt, end, gapSeconds, runningSeconds, startedAfterEnd, switchOffOrderedAt, switchedOffAt }: Permit): readonly string[] => [
  ...(startedAt === undefined ? [] : [`Out from ${moment(startedAt)}`]),
  ...(end === undefined ? [] : [`The permit ended at ${moment(end.at)}: ${plain(end.how)}`]),
  ...(switchOffOrderedAt === undefined ? [] : [`Ordered to be switched off at ${moment(switchOffOrderedAt)}`]),
  ...(switchedOffAt === undefined ? [] : [`Switched off at ${moment(switchedOffAt)}`]),
  ...(recalledAt === undefined ? [] : [`Recalled at ${moment(recalledAt)}`]),
  ...(closedAt === undefined ? [] : [`Over at ${moment(closedAt)}`]),
  ...(gapSeconds === undefined || gapSeconds === 0 ? [] : [`${capital(lasting(gapSeconds))} from its end to the recall`]),
  ...(runningSeconds === undefined || runningSeconds === 0 ? [] : [`${capital(lasting(runningSeconds))} from the end of what it needs to the order`]),
  ...(startedAfterEnd ? ['It began at or after its end: an error is suspected'] : []),
];

/** A permit as its row shows it. Who asked is named as far as the reader may know. */
export const permitShown = (permit: Permit, { deployments }: CaseFile, nameOf: (person: string) => string) => {
  const { permit: id, component, holder, thing, tactic, window, requestedBy, refusal, companions = [] } = permit;
  const known = deployments.find((one) => one.id === id);
  const [kind = ''] = thing.split('-');
  return {
    what: capital(known ? thingWords(known) : said(kind)), ...(known ? { path: pathTo(kind as Holder, id) } : {}), holder: plain(holder), part: partNumber(component), issuedAt: permit.issuedAt, tactic, window, by: nameOf(requestedBy), states: refusal ? ['refused'] : statesOf(permit), refusal,
    became: became(permit), needs: companions.length === 0 ? undefined : `Needs ${listed(companions.map(({ power }) => said(power)))} in force`,
  };
};

type Shown = ReturnType<typeof permitShown>;

/** Part by part, in the order in which they were issued; refused ones last, by what they were for. */
export const byPartAndTime = (a: Shown, b: Shown): number =>
  Number(a.part) - Number(b.part) || Number(a.issuedAt === undefined) - Number(b.issuedAt === undefined) || (a.issuedAt ?? '').localeCompare(b.issuedAt ?? '') || a.what.localeCompare(b.what, 'en-GB');
