import { type Aggregate, type Decision, type Instant, type Refusal, later, never, refuse } from '@cpmp/kernel';
import {
  type BookingAsk,
  type Calendar,
  type DeploymentAsk,
  GATE_PERSONAL,
  type GateEvent,
  type HolderRules,
  type Need,
  type Thing,
  type Window,
  authorityOf,
  book,
  emptyCalendar,
  evolveCalendar,
  isGateEvent,
  request,
} from '@cpmp/gate';
import { legalDay, startOfDay } from '@cpmp/law';

/** Hours within which recalled or overdue equipment must be recovered: force policy, not law. */
export const RECOVER_WITHIN_HOURS = 72;

/** How equipment is held: it is in one place, it is recalled, and its recovery has a clock. */
export const RULES: HolderRules = {
  holder: 'asset-registry',
  commitment: 'place',
  recalled: 'recall-ordered',
  recoverWithinHours: RECOVER_WITHIN_HOURS,
  freesBookings: true,
};

/** What is entered of an asset. */
export type Particulars = {
  readonly kind: string;
  readonly serial: string;
  readonly site: string;
  readonly label?: string;
  /** The last London day on which its inspection is in date, `2026-03-31`. */
  readonly inspectionDue?: string;
};

/** Whether it may be deployed at all. A burned asset is known to its targets. */
export type Serviceability = { readonly serviceable: boolean; readonly burned?: boolean; readonly reason?: string; readonly inspectionDue?: string };

/** Everything that happens to an asset: in the store, and on its calendar. */
export type AssetEvent =
  | ({ readonly type: 'AssetRegistered'; readonly by: string } & Particulars)
  | { readonly type: 'AssetCheckedOut'; readonly to: string; readonly by: string; readonly note?: string }
  | { readonly type: 'AssetCheckedIn'; readonly by: string; readonly note?: string }
  | ({ readonly type: 'ServiceabilityRecorded'; readonly by: string } & Serviceability)
  | GateEvent;

/** An asset as its stream knows it. */
export type Asset = {
  /** Undefined until it is registered. */
  readonly particulars?: Particulars;
  /** The person who has it, when it is out of the store. */
  readonly custodian?: string;
  readonly serviceable: boolean;
  readonly burned: boolean;
  readonly calendar: Calendar;
};

const initial: Asset = { serviceable: true, burned: false, calendar: emptyCalendar };

const onCalendar = (asset: Asset, event: GateEvent): Asset => {
  const calendar = evolveCalendar(asset.calendar, event);
  // What came back disabled, or not at all, is out of service until somebody says otherwise.
  const gone = event.type === 'DeploymentClosed' && event.answer.state !== 'recovered';
  return { ...asset, calendar, serviceable: asset.serviceable && !gone };
};

const evolve = (asset: Asset, event: AssetEvent): Asset => {
  if (isGateEvent(event)) return onCalendar(asset, event);
  switch (event.type) {
    case 'AssetRegistered': {
      const { type: _type, by: _by, ...particulars } = event;
      return { ...asset, particulars };
    }
    case 'AssetCheckedOut':
      return { ...asset, custodian: event.to };
    case 'AssetCheckedIn':
      return { ...asset, custodian: undefined };
    case 'ServiceabilityRecorded': {
      const { serviceable, burned, inspectionDue } = event;
      const particulars = asset.particulars && (inspectionDue === undefined ? asset.particulars : { ...asset.particulars, inspectionDue });
      return { ...asset, serviceable, burned: burned ?? asset.burned, particulars };
    }
    default:
      return never(event);
  }
};

/** The asset's stream: the store's book and its own calendar. */
export const asset: Aggregate<Asset, AssetEvent> = {
  category: 'asset',
  initial,
  evolve,
  personal: { ...GATE_PERSONAL, AssetRegistered: [], AssetCheckedOut: ['note'], AssetCheckedIn: ['note'], ServiceabilityRecorded: ['reason'] },
  belongsTo: authorityOf,
};

/** The asset as the gate sees it. Its custodians are told by their role, so it names nobody. */
export const thingOf = (state: Asset, id: string): Thing => ({
  rules: RULES,
  stream: `asset-${id}`,
  label: state.particulars?.serial ?? id,
  tell: [],
  tellOverdue: [],
  calendar: state.calendar,
});

/** Which needs a thing of a kind meets, by their places: it has no skill. */
const meetsOf = (of: string | undefined, needs: readonly Need[]): readonly number[] => needs.flatMap(({ kind, skill }, place) => (skill === undefined && kind === of ? [place] : []));

type Use = { readonly window: Window; readonly needs: readonly Need[]; readonly now: Instant };

const notServiceable = (because: string): Refusal => refuse('not-serviceable', because, { instead: 'Choose another asset, or record that this one is serviceable.' });

/** The rules that say whether an asset will do, by name. What is in the way, and risk, are the gate's. */
export const CONSTRAINTS: Readonly<Record<string, (asset: Asset, use: Use) => Refusal | undefined>> = {
  registered: ({ particulars }) => (particulars ? undefined : refuse('not-registered', 'There is no such asset.', { instead: 'Register it first, or choose one that is registered.' })),
  'kind-matches': ({ particulars }, { needs }) =>
    needs.length === 0 || meetsOf(particulars?.kind, needs).length > 0
      ? undefined
      : refuse('not-suited', 'It is not of a kind that the tasking still needs.', { instead: 'Choose one of a kind that the tasking asks for.' }),
  'not-burned': ({ burned, particulars }) => (burned ? notServiceable(`${particulars?.serial} is burned.`) : undefined),
  'in-service': ({ serviceable, particulars }) => (serviceable ? undefined : notServiceable(`${particulars?.serial} is out of service.`)),
  'inspection-in-date': ({ particulars }, { window, now }) =>
    particulars?.inspectionDue !== undefined && legalDay(later(now, window.from)) > particulars.inspectionDue
      ? notServiceable(`The inspection of ${particulars.serial} ends with ${particulars.inspectionDue}.`)
      : undefined,
};

const unfit = (state: Asset, use: Use): readonly (Refusal | undefined)[] => Object.values(CONSTRAINTS).map((breach) => breach(state, use));

/** From when on the asset will not do, as its record stands, and why: asked of the rules themselves, now and when its inspection falls due. */
export const unfitFrom = (state: Asset, now: Instant): { readonly from: Instant; readonly because: string } | undefined => {
  const due = state.particulars?.inspectionDue;
  const instants = [now, ...(due === undefined ? [] : [startOfDay(due, 1)])].filter((at) => at >= now);
  return instants.flatMap((at) => unfit(state, { window: { from: at, to: at }, needs: [], now }).flatMap((no) => (no ? [{ from: at, because: no.because }] : [])))[0];
};

/** Enters an asset. */
export const register = (state: Asset, particulars: Particulars, by: string): Decision<AssetEvent> =>
  state.particulars ? [] : [{ type: 'AssetRegistered', ...particulars, by }];

/** Hands an asset over to a person, or takes it back into the store. */
export type Custody = { readonly action: 'check-out' | 'check-in'; readonly to?: string; readonly note?: string; readonly by: string };

/** Records who has the asset; independent of its deployments, which have their own life. */
export const changeCustody = (state: Asset, { action, to, note, by }: Custody): Decision<AssetEvent> => {
  const written = note === undefined ? {} : { note };
  if (action === 'check-in') {
    return state.custodian === undefined ? refuse('not-checked-out', 'It is in the store.', { instead: 'Check it out first; there is nothing to take in.' }) : [{ type: 'AssetCheckedIn', by, ...written }];
  }
  if (to === undefined) return refuse('custodian-missing', 'It does not say to whom it is checked out.', { instead: 'Say to whom.' });
  if (state.custodian === to) return [];
  // Every hand-over goes through the store, so that the book always says who has it.
  if (state.custodian !== undefined) return refuse('already-checked-out', 'It is checked out to somebody else.', { instead: 'Check it in first.' });
  return [{ type: 'AssetCheckedOut', to, by, ...written }];
};

/** Records whether the asset may be deployed. What is burned stays burned unless it is said otherwise. */
export const recordServiceability = (_state: Asset, found: Serviceability, by: string): Decision<AssetEvent> => [{ type: 'ServiceabilityRecorded', ...found, by }];

/** Asks for a permit to deploy the asset. */
export const deploy = (state: Asset, id: string, ask: Omit<DeploymentAsk, 'unfit'>, now: Instant): Decision<AssetEvent> =>
  request(thingOf(state, id), { ...ask, unfit: unfit(state, { window: ask.window, needs: [], now }) }, now);

/** Books the asset, for a tasking that still needs such a thing or directly. */
export const bookAsset = (state: Asset, id: string, ask: Omit<BookingAsk, 'unfit'> & { readonly needs: readonly Need[] }, now: Instant): Decision<AssetEvent> => {
  const { needs, ...booking } = ask;
  return book(thingOf(state, id), { ...booking, ...(needs.length > 0 ? { meets: meetsOf(state.particulars?.kind, needs) } : {}), unfit: unfit(state, { window: ask.window, needs, now }) }, now);
};
