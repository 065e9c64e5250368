import { readdirSync, readFileSync } from 'node:fs';
import { isFaulty, readRehearsal, type Rehearsal } from './read.js';

const FOLDER = new URL('../../rehearsals/', import.meta.url);

/** A small whole rehearsal; `change` puts something else in the place of a text of it. */
const written = (...changes: readonly (readonly [string, string])[]): string =>
  changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`not in the text: ${from}`);
      return text.replace(from, to);
    },
    `title: Small
starts: 2026-03-28T08:00
people:
  dc-ahmed: { rank: constable, roles: [applicant], force: met }
  cab-lane: { rank: sergeant, roles: [gatekeeper], force: met }
assets:
  tracker-1: { kind: vehicle-tracker, serial: VT-0001, site: hendon }
steps:
  - at: 2026-03-28T09:00
    by: dc-ahmed
    do: apply
    operation: Copper Weir
    as: weir
    components:
      - { id: track, power: property-interference, ground: serious-crime, tactics: [ { tactic: vehicle-tracker, because: x } ], necessity: n, proportionality: p, collateral: c }
  - at: +PT2H
    by: cab-lane
    do: check
    authorisation: weir
    outcome: pass
    comment: Complete.
    expect: { state: awaiting-decision }
  - { at: +P1D, by: clock, do: pass, expect: { open: { tracker-1: deployed } } }
  - { at: +P1DT30M, by: cab-lane, do: see, authorisation: weir, component: track, expect: { until: 2026-06-02T00:00 } }
`,
  );

const read = (text: string): Rehearsal => {
  const found = readRehearsal(text);
  if (isFaulty(found)) throw new Error(found.map(({ line, what }) => `${line}: ${what}`).join('\n'));
  return found;
};

const faults = (text: string): readonly string[] => {
  const found = readRehearsal(text);
  return isFaulty(found) ? found.map(({ line, what }) => `${line}: ${what}`) : [];
};

describe('given the written operations that come with the project', () => {
  it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')))('%s reads', (file) => {
    expect(read(readFileSync(new URL(file, FOLDER), 'utf8')).steps.length).toBeGreaterThan(10);
  });
});

describe('given a rehearsal', () => {
  it('when it is read, then times are instants: in London, and counted from the last step, days by the wall and hours by the clock', () => {
    const { starts, steps } = read(written());
    // The clocks go forward on 29 March: a day later at eleven on the wall is only 23 hours later.
    expect([starts, ...steps.map(({ at }) => at)]).toEqual(['2026-03-28T08:00:00.000Z', '2026-03-28T09:00:00.000Z', '2026-03-28T11:00:00.000Z', '2026-03-29T10:00:00.000Z', '2026-03-30T10:30:00.000Z']);
    expect(steps.at(-1)?.expect).toEqual({ until: '2026-06-01T23:00:00.000Z' });
  });

  it('when a time comes twice, then its offset says which', () => {
    expect(read(written(['starts: 2026-03-28T08:00', 'starts: 2025-10-26T01:30+01:00'])).starts).toBe('2025-10-26T00:30:00.000Z');
    expect(read(written(['starts: 2026-03-28T08:00', 'starts: 2025-10-26T01:30Z'])).starts).toBe('2025-10-26T01:30:00.000Z');
  });
});

describe('given a rehearsal with a fault, when it is read, then it is named with its line', () => {
  it.each<[string, readonly (readonly [string, string])[], readonly (string | RegExp)[]]>([
    ['an unknown key of a step', [['    outcome: pass', '    outcome: pass\n    mood: good']], [/^21: unknown key “mood”$/]],
    ['an unknown key of the head', [['title: Small', 'title: Small\ncolour: red']], [/^2: unknown key “colour”$/]],
    ['an unknown key of a component', [['necessity: n', 'necessity: n, mood: good']], [/^15: unknown key “mood”$/]],
    ['an unknown key of an expectation', [['{ state: awaiting-decision }', '{ stat: awaiting-decision }']], [/^22: unknown key “stat”$/]],
    ['an unknown step', [['do: check', 'do: ponder']], [/^18: no step is called “ponder”; steps are apply, check, .*see$/]],
    ['an unknown rank', [['rank: constable', 'rank: marshal']], [/^4: people dc-ahmed rank: .*constable/]],
    ['a rank that the force has not', [['rank: constable', 'rank: chief-constable']], [/^4: .*met has no rank chief-constable$/]],
    ['an unknown role', [['roles: [applicant]', 'roles: [spectator]']], [/^4: people dc-ahmed roles: /]],
    ['no rank', [['rank: sergeant, ', '']], [/^5: .*rank and force are needed/]],
    ['an unknown power', [['power: property-interference', 'power: telepathy']], [/^15: components power: /]],
    ['an unknown state', [['state: awaiting-decision', 'state: waiting']], [/^22: expect state: /]],
    ['an unknown person', [['by: cab-lane\n', 'by: cab-lame\n']], [/^17: no person is called “cab-lame” here$/]],
    ['an unknown case', [['authorisation: weir\n', 'authorisation: wear\n']], [/^19: no authorisation is called “wear” here$/]],
    ['an unknown component', [['component: track', 'component: truck']], [/^24: no component is called “truck” here$/]],
    ['an unknown linked component', [['necessity: n', 'necessity: n, linked: use']], [/^15: no component is called “use” here$/]],
    ['an unknown thing in an expectation', [['open: { tracker-1: deployed }', 'open: { tracker-2: deployed }']], [/^23: no asset or resource is called “tracker-2” here$/]],
    ['a handle that is used before it is made', [['do: apply', 'do: apply\n    agreement: weir'], ['as: weir', 'as: later']], [/^20: no authorisation is called “weir”/, /^25: no authorisation is called “weir”/, /^25: no component/]],
    ['a handle given twice', [['  tracker-1:', '  tracker-1: { kind: a, serial: b, site: c }\nresources:\n  tracker-1:'], [', serial: VT-0001,', ',']], [/^9: “tracker-1” is taken$/]],
    ['a key given twice', [['title: Small', 'title: Small\ntitle: Again']], [/^2: Map keys must be unique/]],
    ['something missing', [['    outcome: pass\n', '']], [/^16: outcome: /]],
    ['a number for a text', [['operation: Copper Weir', 'operation: 1E5']], [/^12: operation: .*string/]],
    ['no time at all', [['at: 2026-03-28T09:00', 'at: 9 o’clock']], [/^9: at: not a time/]],
    ['a time with a wrong offset', [['at: 2026-03-28T09:00', 'at: 2026-03-28T09:00+01:00']], [/^9: at: London's clocks do not show/]],
    ['a day that the calendar has not', [['until: 2026-06-02T00:00', 'until: 2026-06-31T00:00']], [/^24: expect until: not a time/]],
    ['a time that never occurs', [['until: 2026-06-02T00:00', 'until: 2026-03-29T01:30']], [/^24: expect until: 2026-03-29T01:30 never occurs/]],
    ['a time that occurs twice', [['until: 2026-06-02T00:00', 'until: 2026-10-25T01:30']], [/^24: expect until: 2026-10-25T01:30 occurs twice: add an offset, 2026-10-25T01:30\+01:00 or 2026-10-25T01:30Z$/]],
    ['a step into the hour that is left out', [['at: 2026-03-28T09:00', 'at: 2026-03-28T01:30'], ['starts: 2026-03-28T08:00', 'starts: 2026-03-28T01:30'], ['at: +PT2H', 'at: +P1D']], [/^16: 2026-03-29T01:30 never occurs/, /^23: /, /^24: /]],
    ['time that goes back', [['at: +PT2H', 'at: 2026-03-28T08:59']], [/^16: time only moves forward$/]],
    ['a clock that acts', [['by: cab-lane\n', 'by: clock\n']], [/^17: no person is called “clock” here$/]],
    ['a read of two things', [['do: see, authorisation: weir, component: track', 'do: see, authorisation: weir, deadlines: weir']], [/^24: see reads exactly one of /]],
    ['a clause without a refusal', [['{ state: awaiting-decision }', '{ clause: s.93 }']], [/^22: expect clause: a clause is cited by a refusal/]],
    ['aliases without end', [['title: Small', `a: &a [${'x, '.repeat(20)}]\nb: &b [${'*a, '.repeat(20)}]\ntitle: [${'*b, '.repeat(20)}]`]], [/^1: too many aliases$/, /^1: /]],
    ['text that is no YAML', [['roles: [applicant]', 'roles: [applicant']], [/^4: Flow sequence .* must /, /^5: /]],
  ])('%s', (_, changes, expected) => {
    const found = faults(written(...changes));
    expect(found).toHaveLength(expected.length);
    for (const [index, fault] of expected.entries()) expect(found[index]).toMatch(fault);
  });
});
