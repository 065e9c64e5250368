import { readingFrom } from '../work/spec-services.js';

const AWAY = { status: 503, code: 'unavailable', title: 'Not now', type: 'urn:cpmp:problem:unavailable', reference: 'ref-1' };
const read = async (path: string) => {
  const { status, html } = await readingFrom((asked, say) => (asked.startsWith('/api/risk-assessment/') ? say(503, AWAY) : say(200, { items: [], open: 0, untakenDeadlines: 0 })), path, ['senior-responsible-officer']);
  return { status, words: html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
};

describe('oversight, while a service is away that nothing else on it comes from', () => {
  it('when it is asked for, then what is late and in doubt is there, and it says which service does not answer', async () => {
    const { status, words } = await read('/oversight');
    expect([status, words.includes('Late (0)'), words.includes('Risks: the service does not answer')]).toEqual([200, true, true]);
  });

  it('when it is asked what rests on what was lost, then nobody is told that nothing does', async () => {
    const { status, words } = await read('/oversight/orphans');
    expect([status, words.includes('Risks: the service does not answer now'), words.includes('Nothing rests on what was lost')]).toEqual([200, true, false]);
  });

  it('when it is exported, then the file says what is not in it', async () => {
    const { status, words } = await read('/oversight/export');
    expect([status, words]).toEqual([200, expect.stringContaining('"orphan","risk-assessment","","","does-not-answer",""')]);
  });
});
