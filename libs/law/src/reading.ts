import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { whenClockShows } from './calendar.js';
import { type Bag, type Case, isBag, type Json, type Told } from './cases.js';
import type { Row } from './rows.js';
import { RowsFile } from './rows.schema.js';

/** Reads what no answer rests on: the worked cases and the rows of the statutory table. */

const CASES = fileURLToPath(new URL('../cases', import.meta.url));
const ROWS = fileURLToPath(new URL('../rows.yaml', import.meta.url));

const over = (usual: Bag, own: Bag): Bag =>
  Object.fromEntries(Object.keys({ ...usual, ...own }).map((key) => {
    const [one, other] = [usual[key], own[key]];
    return [key, isBag(one) && isBag(other) ? over(one, other) : (other === undefined ? one : other) as Json];
  }));

/** A time in a case is London's, unless it says that it is UTC. */
const instant = (text: string): string => {
  const at = text.endsWith('Z') ? new Date(text.length === '2026-03-10T14:00Z'.length ? text.replace('Z', ':00Z') : text).toISOString() : whenClockShows(new Date(`${text}:00Z`));
  if (at === undefined) throw new Error(`London's clocks never show ${text}`);
  return at.replace('.000Z', 'Z');
};
const withInstants = (value: Json): Json => {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}T[\d:]+Z?$/.test(value) ? instant(value) : value;
  if (Array.isArray(value)) return value.map(withInstants);
  return isBag(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withInstants(inner)])) : value;
};

const casesIn = (file: string, text: string): readonly Told[] => {
  const { usual = {}, cases } = parse(text) as { usual?: Bag; cases: readonly Case[] };
  // What another event asks is another question: nothing usual is left in it.
  return cases.map((one) => ({
    ...one, file,
    ask: withInstants(usual.event === 'establish-error' && 'event' in one.ask ? one.ask : over(usual, one.ask)) as Bag,
    ...(one.answer ? { answer: withInstants(one.answer) as Bag } : {}),
  }));
};

/** The worked cases of this version, each with its usual question filled in. */
export const readCases = (): readonly Told[] =>
  readdirSync(CASES).filter((file) => file.endsWith('.yaml')).flatMap((file) => casesIn(file, readFileSync(join(CASES, file), 'utf8')));

/** The rows of this version. */
export const readRows = (): readonly Row[] =>
  Object.entries(RowsFile.parse(parse(readFileSync(ROWS, 'utf8'))).rows).map(([id, { says, cite, 'not-here': why }]) => ({ id, says, cite, ...(why === undefined ? {} : { notHere: why }) }));
