import { onPlatform, readerOf } from '../spec-reader.js';
import { stage } from '../spec-stage.js';

const here = onPlatform(stage);
const WRONG = { 'from-day': '31', 'from-month': '2', 'from-year': '2026' };

describe('an inspector’s form that comes back with a fault', () => {
  it.each<{ readonly what: string; readonly path: string; readonly form: Readonly<Record<string, string>>; readonly chosen: string }>([
    { what: 'the power of the central record', path: '/inspection/record', form: { power: 'property-interference', ...WRONG }, chosen: 'property-interference' },
    { what: 'the power of a question', path: '/inspection/questions/1', form: { power: 'property-interference', ...WRONG }, chosen: 'property-interference' },
    { what: 'the officer as whom a record is read', path: 'inspect', form: { officer: 'supt-okafor', 'at-day': '31', 'at-month': '2', 'at-year': '2026', 'at-time': '10:00' }, chosen: 'supt-okafor' },
  ])('given a day that is none, then $what is still chosen', async ({ path, form, chosen }) => {
    const { status, html } = await (await readerOf(here.platform, 'ipco-frost')).send(path === 'inspect' ? here.at.weir.replace('/cases/', '/inspect/') : path, form);
    expect([status, html.includes(`<option value="${chosen}" selected>`)]).toEqual([422, true]);
  });

  it('given a moment that has not come, when the record is asked for as an officer, then both are still in the form', async () => {
    const { status, html } = await (await readerOf(here.platform, 'ipco-frost')).get(`${here.at.weir.replace('/cases/', '/inspect/')}?at=2027-01-02T10:00:00.000Z&officer=supt-okafor`);
    expect([status, html.includes('<option value="supt-okafor" selected>'), /id="at-year"[^>]*value="2027"/.test(html)]).toEqual([422, true, true]);
  });
});
