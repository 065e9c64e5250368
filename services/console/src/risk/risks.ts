import type { Client, riskAssessment } from '@cpmp/client';
import { everything, orNone } from '../web/lists.js';
import { got } from '../web/visit.js';

export type Risk = riskAssessment.AssessRiskAnswer;
export type Matrix = riskAssessment.ReadMatrixAnswer;

/** The force's risk policy. */
export const readMatrix = async (client: Client): Promise<Matrix> => got(await client.riskAssessment.readMatrix({}));

/** The register as the reader may know it, the greatest residual score first. */
export const allRisks = (client: Client): Promise<readonly Risk[]> => everything((query) => client.riskAssessment.listRisks({ query }));

/** Without an acceptance first, then by when it ends. */
const soonest = (a: Risk, b: Risk): number => (a.accepted?.inForce ? a.accepted.until : '').localeCompare(b.accepted?.inForce ? b.accepted.until : '');

/** Risks that need an acceptance: those without one in force first, then those whose acceptance ends soonest. */
export const needingAcceptance = (risks: readonly Risk[]): readonly Risk[] => risks.filter(({ needsAcceptance }) => needsAcceptance).toSorted(soonest);

/** The same of the whole register: one that nobody has accepted may be the least of many. Nothing for who may read none. */
export const overAppetite = async (client: Client): Promise<readonly Risk[]> => needingAcceptance(await everything((query) => client.riskAssessment.listRisks({ query }), orNone));

/** One cell of the matrix: how many risks stand there, and in which band. */
export type Cell = { readonly score: number; readonly risks: number; readonly band: string; readonly level: number; readonly over: boolean };

const SCALE = [1, 2, 3, 4, 5] as const;

/** The matrix as a table: the likeliest on top, impact from left to right; risks by their residual scores. */
export const tableOf = ({ likelihood, impact, bands, appetite }: Matrix, risks: readonly Risk[]) => ({
  impacts: SCALE.map((at) => ({ at, name: impact[at] ?? '' })),
  rows: SCALE.toReversed().map((l) => ({
    at: l, name: likelihood[l] ?? '',
    cells: SCALE.map((i): Cell => {
      const level = bands.findLastIndex(({ from }) => from <= l * i);
      return { score: l * i, risks: risks.filter(({ residual: [a, b] }) => a === l && b === i).length, band: bands[level]?.name ?? '', level, over: l * i >= appetite };
    }),
  })),
});

/** What a risk is about, as a link where the reader has one: its case by reference, else the kind of thing. */
export const aboutOf = ({ about, caseReference }: Pick<Risk, 'about' | 'caseReference'>) => {
  const [kind = '', id = ''] = about.split('-');
  if (kind !== 'authority') return { text: THINGS[kind] ?? kind, href: undefined };
  return { text: caseReference ?? 'A case', href: `/cases/${id}` };
};

const THINGS: Readonly<Record<string, string>> = { asset: 'A piece of equipment', resource: 'A team or operative', source: 'A source' };

/** A score in words: `3 possible × 5 grave`. */
export const scoreWords = ({ likelihood, impact }: Matrix, [l, i]: readonly [number, number]): string => `${l} ${likelihood[l] ?? ''} × ${i} ${impact[i] ?? ''}`;
