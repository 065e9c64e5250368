import type { Highs, Model } from 'highs';
import { type Cut, cutOf, violated } from './hall-cuts.js';
import type { Units } from './units.js';

/** What the Hall cuts say: no fewer than `bound` resources will do, not rounded, and how far each is used where that bound is met, 0 to 1. */
export type HallPlan = { readonly bound: number; readonly weights: Float64Array };

/** Finds the weights of the least cost, by what each resource costs (1 or a little less); undefined when the time ran out first. */
export type Hall = (costs: Float64Array, until: number) => HallPlan | undefined;

const ones = (length: number): Float64Array => new Float64Array(length).fill(1);

const cutsOfSlots = (units: Units): readonly Cut[] => {
  const active: number[][] = Array.from({ length: units.slots }, () => []);
  for (let unit = 0; unit < units.count; unit += 1) for (let slot = units.first[unit]!; slot <= units.last[unit]!; slot += 1) active[slot]!.push(unit);
  return active.map((among) => cutOf(units, among));
};

/** What the duals prove, whatever the solver's tolerances: a cut's price counts once for each of its units, less what the resources' own limits give back. */
const proven = (cuts: readonly Cut[], duals: Float64Array, resources: number): number => {
  const paid = new Float64Array(resources);
  let value = 0;
  for (const [at, cut] of cuts.entries()) {
    const price = Math.max(0, duals[at]!);
    value += price * cut.units;
    if (price > 0) for (const resource of cut.resources) paid[resource]! += price;
  }
  return paid.reduce((sum, each) => sum - Math.max(0, each - 1), value);
};

/** Solves once; undefined when there was no time for it. */
const solve = (highs: Highs, model: Model, until: number): { readonly weights: Float64Array; readonly duals: Float64Array } | undefined => {
  const left = (until - performance.now()) / 1000;
  if (left <= 0) return undefined;
  model.zeroAllClocks();
  model.options.set('time_limit', left);
  model.run();
  if (model.getModelStatus() !== highs.constants.modelStatus.optimal) return undefined;
  const { colValue, rowDual } = model.getSolution();
  return { weights: Float64Array.from(colValue), duals: Float64Array.from(rowDual) };
};

/** Gives a linear programme over which resources are used to whoever needs it, for as long as `work` lasts: at every instant, those who are used must be able to share out all that is active (Hall). Cuts once found are kept from one call to the next. */
export const withHall = <Result>(highs: Highs, units: Units, work: (hall: Hall) => Result): Result =>
  highs.withModel((model): Result => {
    const cuts: Cut[] = [];
    const add = (cut: Cut): void => {
      cuts.push(cut);
      model.addRow(cut.units, highs.infinity, { indices: cut.resources, values: ones(cut.resources.length) });
    };
    model.options.set('output_flag', false);
    model.addVars(new Float64Array(units.resources), ones(units.resources));
    for (const cut of cutsOfSlots(units)) add(cut);
    return work((costs, until) => {
      for (const [resource, cost] of costs.entries()) model.changeColCost(resource, cost);
      let plan: HallPlan | undefined;
      for (;;) {
        const solved = solve(highs, model, until);
        if (!solved) return plan;
        plan = { bound: proven(cuts, solved.duals, units.resources), weights: solved.weights };
        const more = violated(units, solved.weights);
        if (more.length === 0) return plan;
        for (const cut of more) add(cut);
      }
    });
  });
