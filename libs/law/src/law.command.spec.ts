import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('./law.command.js', import.meta.url));

const run = (args: readonly string[], chunks: readonly (string | Uint8Array)[] = [], stands = '.') =>
  new Promise<{ readonly code: number | null; readonly out: readonly string[]; readonly error: string }>((resolve) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...process.env, INIT_CWD: stands } });
    let [out, error] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (error += text));
    child.on('close', (code) => resolve({ code, out: out === '' ? [] : out.replace(/\n$/, '').split('\n'), error }));
    for (const chunk of chunks) child.stdin.write(chunk);
    child.stdin.end();
  });

const GRANT = {
  event: 'grant', at: '2026-03-10T14:00:00Z', form: 'written', urgent: null, notes: [], officer: { person: 'o', rank: 'superintendent', force: 'met' }, applicant: { person: 'a', force: 'met' }, agreement: null,
  component: { power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'x', because: 'y' }], places: [], confidential: 'none', 'seeks-privilege': false }, 'prior-approval': null,
};
const line = (ask: object) => `${JSON.stringify(ask)}\n`;

describe('law evaluate', () => {
  it('given questions, when they are read, then each has its answer in its line, in their order', async () => {
    const { code, out, error } = await run(['evaluate'], [line(GRANT), line({ ...GRANT, officer: { ...GRANT.officer, rank: 'sergeant' } }), line({ event: 'establish-error', at: '2026-05-15T15:30:00Z' })]);
    expect([code, error]).toEqual([0, '']);
    const { pack, rule, steps, ...answer } = JSON.parse(out[0] ?? '');
    expect(answer).toEqual({
      allowed: true, code: null, clause: null, regime: 'directed-surveillance', state: 'in-force', from: '2026-03-10T14:00:00Z', until: '2026-06-09T23:00:00Z',
      commissioner: 'none', deadlines: {}, practice: {}, alerts: {}, 'review-by': '2026-04-07T23:00:00Z', days: null, 'urgent-only': false, unconfirmed: [],
    });
    expect([pack, rule, steps.length]).toEqual([expect.stringMatching(/^sha256:/), 'directed-surveillance/ordinary', 4]);
    expect(JSON.parse(out[1] ?? '')).toMatchObject({ allowed: false, code: 'rank-too-low', because: 'A sergeant may not grant directed surveillance.' });
    expect(JSON.parse(out[2] ?? '')).toMatchObject({ allowed: true, deadlines: { 'error-report': '2026-06-01T23:00:00Z' } });
  });

  it('given lines that are no questions among questions, when they are read, then each is answered with its line and field, and the others go on', async () => {
    const { code, out } = await run(['evaluate'], [
      line(GRANT), 'x\n', '\n', line({ ...GRANT, at: '2026-03-10T14:00' }), line({ ...GRANT, officer: { ...GRANT.officer, rank: 'wizard' } }),
      line({ ...GRANT, urgnt: 'now' }), line({ ...GRANT, component: { ...GRANT.component, places: [{ kind: 'castle', 'in-area': true }] } }), line({ event: 'grant' }), line({ event: 'forgive', at: GRANT.at }), '[]\n', line(GRANT).trim(),
    ]);
    expect(code).toBe(0);
    expect(out.map((text) => JSON.parse(text).error).map((error) => (error ? [error.line, error.field] : 'answer'))).toEqual([
      'answer', [2, ''], [3, ''], [4, 'at'], [5, 'officer.rank'], [6, 'urgnt'], [7, 'component.places.0.kind'], [8, 'officer'], [9, 'event'], [10, ''], 'answer',
    ]);
    expect(JSON.parse(out[7] ?? '').error.more.map(({ field }: { field: string }) => field)).toEqual(expect.arrayContaining(['at', 'applicant', 'component', 'form']));
    expect(out.join('')).not.toContain('wizard');
  });

  it('given instants and days that no calendar has, or that lie so far off that they could not be compared, when they are read, then each is an error and not another day', async () => {
    const born = (day: string) => ({ ...GRANT, component: { ...GRANT.component, power: 'chis', source: { born: day } } });
    const { code, out } = await run(['evaluate'], [
      line({ ...GRANT, at: '2026-02-30T10:00:00Z' }), line({ ...GRANT, at: '2027-02-29T10:00:00Z' }), line({ ...GRANT, at: '2026-06-31T10:00:00+01:00' }), line({ ...GRANT, at: '9999-12-31T23:30:00-12:00' }), line({ ...GRANT, at: '0000-01-01T00:00:00+14:00' }),
      line(born('2026-02-30')), line(born('9999-02-28')), line({ ...GRANT, at: '2028-02-29T10:00:00Z' }), line({ ...GRANT, at: '2026-03-01T00:30:00+01:00' }),
    ]);
    expect(code).toBe(0);
    expect(out.map((text) => JSON.parse(text)).map(({ error, from }) => error?.field ?? from)).toEqual(['at', 'at', 'at', 'at', 'at', 'component.source.born', 'component.source.born', '2028-02-29T10:00:00Z', '2026-02-28T23:30:00Z']);
  });

  it('given keys that belong to another event, when they are read, then they are passed over', async () => {
    const { out } = await run(['evaluate'], [line({ ...GRANT, current: null, act: 'grant', 'ceased-at': null })]);
    expect(JSON.parse(out[0] ?? '').allowed).toBe(true);
  });

  it('given a line that comes in pieces, even of one letter, when it is read, then it is one line', async () => {
    const bytes = Buffer.from(line({ ...GRANT, urgent: 'Übergabe' }));
    const { out } = await run(['evaluate'], [bytes.subarray(0, bytes.indexOf(0xc3) + 1), bytes.subarray(bytes.indexOf(0xc3) + 1)]);
    expect(out.map((text) => JSON.parse(text).allowed)).toEqual([true]);
  });

  it('given nothing, when it is read, then nothing is said', async () => {
    expect(await run(['evaluate'])).toEqual({ code: 0, out: [], error: '' });
  });

  it.each([[[]], [['publish']], [['book']]])('given the arguments %j, when it is started, then it says what there is and ends with 2', async (args) => {
    const { code, out, error } = await run(args);
    expect([code, out]).toEqual([2, []]);
    expect(error).toMatch(/usage: .*\n[^]*evaluate/);
  });
});

describe('law coverage, law book', () => {
  it.each([['evaluate', '--cases'], ['coverage', '--json'], ['book', '--out', 'there'], ['book', 'there', 'too']])('given %s and a word that it does not take, then it says so and how it is used, and exit 2: nothing is written', async (...args) => {
    const { code, out, error } = await run(args);
    expect([code, out]).toEqual([2, []]);
    expect(error).toMatch(/does not take “(--\w+|too)”[^]*usage: /);
  });

  it('given the table, when its coverage is asked for, then every row is printed, and the counts come last', async () => {
    const { code, out, error } = await run(['coverage']);
    expect([code, error]).toEqual([0, '']);
    expect(out.filter((line) => /^\d[\d.]*-/.test(line)).length).toBeGreaterThan(150);
    expect(out.at(-1)).toMatch(/^\d+ rows: \d+ shown by cases, \d+ judged by people, \d+ kept by a service, \d+ kept nowhere yet$/);
  });

  it('given a folder that is meant from where a person stands, when the book is printed, then it is written there; where it cannot be, that is said in a line', async () => {
    const stands = mkdtempSync(join(tmpdir(), 'cpmp-book-'));
    try {
      expect((await run(['book', 'pages'], [], stands)).code).toBe(0);
      expect(readdirSync(join(stands, 'pages'))).toContain('undercover.html');
      const refused = await run(['book', 'pages/undercover.html'], [], stands);
      expect([refused.code, refused.out]).toEqual([2, []]);
      expect(refused.error).toMatch(/^EEXIST[^\n]*\n$/);
    } finally {
      rmSync(stands, { recursive: true });
    }
  });

  it('given a folder, when the book is printed, then a page for each power is written there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cpmp-book-'));
    try {
      const { code, out } = await run(['book', folder]);
      expect([code, out.length]).toEqual([0, readdirSync(folder).length]);
      expect(readFileSync(join(folder, 'undercover.html'), 'utf8')).toContain('<h1>Undercover</h1>');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
