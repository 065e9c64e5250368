import { readSpoken } from './spoken.js';

describe('an oral decision and the note that was made of it', () => {
  it.each([
    { made: 'after midnight', day: '26', decided: '23:50', noted: '00:20', decidedAt: '2026-03-26T23:50:00.000Z', madeAt: '2026-03-27T00:20:00.000Z' },
    { made: 'before midnight', day: '27', decided: '00:10', noted: '23:55', decidedAt: '2026-03-27T00:10:00.000Z', madeAt: '2026-03-26T23:55:00.000Z' },
    { made: 'on the day', day: '26', decided: '09:40', noted: '09:45', decidedAt: '2026-03-26T09:40:00.000Z', madeAt: '2026-03-26T09:45:00.000Z' },
    { made: 'after the midnight before the clocks change', day: '28', decided: '23:50', noted: '00:20', decidedAt: '2026-03-28T23:50:00.000Z', madeAt: '2026-03-29T00:20:00.000Z' },
  ])('given a note that was made $made, then it is of the time nearest to the decision', ({ day, decided, noted, decidedAt, madeAt }) => {
    const typed = { form: 'oral', 'decided-day': day, 'decided-month': '3', 'decided-year': '2026', 'decided-time': decided, 'note-officer': 'I said yes.', 'note-officer-time': noted };
    expect(readSpoken(typed)).toEqual({ faults: [], body: { form: 'oral', decidedAt, notes: [{ by: 'officer', text: 'I said yes.', madeAt }] } });
  });
});
