import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import nunjucks from 'nunjucks';
import { stateShown } from './states.js';
import * as time from './time.js';
import { capital, counted, listed, outWords, partNumber, said } from './words.js';

const ROOM = fileURLToPath(new URL('..', import.meta.url));
const VIEWS = join(ROOM, 'views');
const STATIC = join(ROOM, 'dist/static');
const GOVUK = join(dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist');

/** Where the built style sheet and scripts lie, and the name of this build in their addresses. */
export const assets = () => {
  const version = readFileSync(join(STATIC, 'version'), 'utf8');
  return { folder: STATIC, prefix: `/static/${version}/` };
};

type Faults = readonly { readonly field: string; readonly text: string }[];

const FILTERS = {
  // Nunjucks' own is a quadratic regular expression.
  trim: (text: unknown) => (nunjucks as any).runtime.copySafeness(text, String(text ?? '').trim()),
  clock: time.clock, day: time.day, moment: time.moment, until: time.until, by: time.by, left: time.left, span: time.span, urgency: time.urgency,
  said, capital, counted, listed, outWords, partNumber, stateShown,
  errorLinks: (faults: Faults) => faults.map(({ field, text }) => ({ text, href: `#${field}` })),
  errorFor: (faults: Faults | undefined, field: string) => {
    const found = faults?.find((fault) => fault.field === field);
    return found && { text: found.text };
  },
  /** The fault of one of several fields that are asked together, as `review-day` is of `review`. */
  errorUnder: (faults: Faults | undefined, group: string) => faults?.find(({ field }) => field === group || field.startsWith(`${group}-`)),
  /** The three inputs of a day; those at fault are marked, all of them if the day as such is. */
  dayInputs: (id: string, values: Readonly<Record<string, unknown>> = {}, fault: Faults[number] | undefined = undefined) =>
    ['day', 'month', 'year'].map((name) => {
      const wrong = fault && (fault.field === `${id}-${name}` || fault.field === `${id}-day`) ? ' govuk-input--error' : '';
      return { name, classes: `govuk-input--width-${name === 'year' ? 4 : 2}${wrong}`, value: values[`${id}-${name}`] };
    }),
  /** Text inside a CSS string, where HTML's escapes mean nothing. */
  cssText: (text: unknown) => new nunjucks.runtime.SafeString(String(text ?? '').replaceAll(/[^\w ,.:()-]/gu, (letter) => `\\${letter.codePointAt(0)?.toString(16)} `)),
};

/** The templates. They are compiled at the start: one that is broken stops the process, not a page. */
@Injectable()
export class Views {
  private readonly env = new nunjucks.Environment(new nunjucks.FileSystemLoader([VIEWS, GOVUK]), { autoescape: true, trimBlocks: true, lstripBlocks: true });

  constructor() {
    for (const [name, filter] of Object.entries(FILTERS)) this.env.addFilter(name, filter);
    this.env.addGlobal('assets', assets().prefix);
    for (const file of readdirSync(VIEWS)) if (file.endsWith('.njk')) this.env.getTemplate(file, true);
  }

  render(view: string, model: object): string {
    return this.env.render(`${view}.njk`, model);
  }
}
