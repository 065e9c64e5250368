import type { Units } from './units.js';

/** Units that are active together, and all who may do any of them: at least as many of these must be used as there are units. */
export type Cut = { readonly units: number; readonly resources: Int32Array };

/** Less than this is rounding, not a violation. */
const SLACK = 1e-4;

/** The flow of active units into the resources that share them, as far as the weights let it. */
type Flow = {
  readonly units: Units;
  readonly left: Float64Array;
  readonly sent: Float64Array;
  /** The active units that send anything to each resource. */
  readonly senders: readonly number[][];
  readonly seenBy: Int32Array;
  readonly reachedFrom: Int32Array;
};

const send = ({ units, sent, senders }: Flow, [unit, resource]: readonly [number, number], amount: number): void => {
  const at = unit * units.resources + resource;
  const list = senders[resource]!;
  if (sent[at] === 0) list.push(unit);
  sent[at]! += amount;
  if (sent[at]! < 1e-9) {
    sent[at] = 0;
    list.splice(list.indexOf(unit), 1);
  }
};

/** Searches breadth first from a unit for a resource with weight left; -1 when there is none, and then `queue` holds the units that stand in each other's way. */
const reach = (flow: Flow, unit: number, queue: number[]): number => {
  const { units, left, senders, seenBy, reachedFrom } = flow;
  seenBy.fill(-1);
  reachedFrom.fill(-1);
  queue.length = 0;
  queue.push(unit);
  reachedFrom[unit] = units.resources;
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head]!;
    for (let place = units.from[at]!; place < units.from[at + 1]!; place += 1) {
      const resource = units.eligible[place]!;
      if (seenBy[resource] !== -1) continue;
      seenBy[resource] = at;
      if (left[resource]! > 1e-9) return resource;
      for (const other of senders[resource]!) {
        if (reachedFrom[other] !== -1) continue;
        reachedFrom[other] = resource;
        queue.push(other);
      }
    }
  }
  return -1;
};

/** Sends as much as it can of `amount` along the path that `reach` has found, and says how much that was. */
const augment = (flow: Flow, end: number, amount: number): number => {
  const { units, left, sent, seenBy, reachedFrom } = flow;
  let most = Math.min(amount, left[end]!);
  for (let resource = end; ; ) {
    const back = reachedFrom[seenBy[resource]!]!;
    if (back === units.resources) break;
    most = Math.min(most, sent[seenBy[resource]! * units.resources + back]!);
    resource = back;
  }
  left[end]! -= most;
  for (let resource = end; ; ) {
    const unit = seenBy[resource]!;
    send(flow, [unit, resource], most);
    const back = reachedFrom[unit]!;
    if (back === units.resources) return most;
    send(flow, [unit, back], -most);
    resource = back;
  }
};

/** Takes a unit that is over out of the flow. */
const withdraw = (flow: Flow, unit: number): void => {
  const { units, left, sent } = flow;
  for (let place = units.from[unit]!; place < units.from[unit + 1]!; place += 1) {
    const resource = units.eligible[place]!;
    const amount = sent[unit * units.resources + resource]!;
    if (amount === 0) continue;
    send(flow, [unit, resource], -amount);
    left[resource]! += amount;
  }
};

/** The Hall cut of some units: whoever may do any of them. */
export const cutOf = (units: Units, among: readonly number[]): Cut => {
  const any = new Uint8Array(units.resources);
  for (const unit of among) for (let place = units.from[unit]!; place < units.from[unit + 1]!; place += 1) any[units.eligible[place]!] = 1;
  return { units: among.length, resources: Int32Array.from([...any.keys()].filter((resource) => any[resource] === 1)) };
};

/** The cuts that these weights of the resources do not satisfy, one at the most for each unit; none when at every instant the weights can be shared out to all that is active. */
export const violated = (units: Units, weights: Float64Array): readonly Cut[] => {
  const flow: Flow = {
    units,
    left: weights.map((weight) => Math.max(0, weight)),
    sent: new Float64Array(units.count * units.resources),
    senders: Array.from({ length: units.resources }, () => []),
    seenBy: new Int32Array(units.resources),
    reachedFrom: new Int32Array(units.count),
  };
  const cuts: Cut[] = [];
  const queue: number[] = [];
  const byEnd = [...units.last.keys()].toSorted((a, b) => units.last[a]! - units.last[b]!);
  let ended = 0;
  for (const unit of [...units.first.keys()].toSorted((a, b) => units.first[a]! - units.first[b]!)) {
    for (; units.last[byEnd[ended]!]! < units.first[unit]!; ended += 1) withdraw(flow, byEnd[ended]!);
    let amount = 1;
    while (amount > SLACK) {
      const end = reach(flow, unit, queue);
      if (end === -1) {
        cuts.push(cutOf(units, queue));
        break;
      }
      amount -= augment(flow, end, amount);
    }
  }
  return cuts;
};
