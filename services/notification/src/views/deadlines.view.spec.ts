import { deadlines, type DeadlineDoc } from './deadlines.view.js';

describe('the view of deadlines', () => {
  it('given nobody answers, when the same persons hear again and again, then each is said to have been told once, and a newcomer when they were', () => {
    const on = deadlines.on.NoticeEscalated;
    const escalated = (doc: DeadlineDoc, at: string, to: readonly string[]) => on?.(doc, { type: 'NoticeEscalated', notice: 'late', rung: 1, to, at, escalatesAt: at, escalatesTo: 'duty-officer' }, {} as never, '') as DeadlineDoc;
    const sent = { told: [{ notice: 'late', person: 'cab-lane', at: '1', acknowledgedAt: null }] } as unknown as DeadlineDoc;
    const after = escalated(escalated(sent, '2', ['duty-met']), '3', ['cab-lane', 'duty-met']);
    expect(after.told.map(({ person, at }) => [person, at])).toEqual([['cab-lane', '1'], ['duty-met', '2']]);
  });
});
