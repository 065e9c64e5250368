import { operationIds } from './injection.js';
import { permit } from './permit.js';
import { id, instant, personId, text, window } from './schemas.js';

describe('given an instant', () => {
  it.each([
    ['2026-03-02T09:00:00Z', '2026-03-02T09:00:00.000Z'],
    ['2026-07-02T09:00:00+01:00', '2026-07-02T08:00:00.000Z'],
    ['2026-03-02T09:00:00.1239Z', '2026-03-02T09:00:00.123Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('when it is %s, then it is %s', (written, meant) => {
    expect(instant.parse(written)).toBe(meant);
  });

  it.each(['2026-03-02T09:00:00', '2026-03-02', '2026-02-30T09:00:00Z', '2026-02-29T00:00:00+00:00', '2026-13-01T09:00:00Z', '2026-03-02T24:00:00Z', '2026-03-02T09:60:00Z', '2026-03-02 09:00:00Z', '0000-01-01T00:00:00Z', 'tomorrow', ''])(
    'when it is %j, then it is refused',
    (written) => {
      expect(instant.safeParse(written).success).toBe(false);
    },
  );
});

describe('given what a person writes', () => {
  it('when it has spaces around it, is empty or too long, then it is trimmed or refused', () => {
    expect(text(5).parse('  four ')).toBe('four');
    for (const written of ['', '  ', 'sixsix']) expect(text(5).safeParse(written).success).toBe(false);
  });

  it('when a window ends before or as it begins, then the fault is at its end', () => {
    const [from, to] = ['2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'];
    expect(window.parse({ from, to })).toEqual({ from: '2026-03-02T09:00:00.000Z', to: '2026-03-02T10:00:00.000Z' });
    for (const wrong of [{ from: to, to: from }, { from, to: from }, { from, to: '2026-03-02T11:00:00+02:00' }]) expect(window.safeParse(wrong).error?.issues[0]?.path).toEqual(['to']);
  });

  it('when an id or a person is none, then it is refused', () => {
    expect(id.safeParse('abcdefghij234567').success).toBe(true);
    for (const wrong of ['ABCDEFGHIJ234567', 'abcdefghij23456', '../../etc/passwd', 'abcdefghij018901']) expect(id.safeParse(wrong).success).toBe(false);
    for (const wrong of ['', 'A', '-a', 'a b', 'x'.repeat(65)]) expect(personId.safeParse(wrong).success).toBe(false);
  });
});

describe('given an operation’s name', () => {
  it('when it is written another way, then its id is the same; under another key it is not', () => {
    const idOf = operationIds(new Uint8Array(32));
    expect(idOf(' CAFE\u0301 Noir ')).toBe(idOf('caf\u00e9 noir'));
    expect(idOf('caf\u00e9 noir')).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf('cafe noir')).not.toBe(idOf('caf\u00e9 noir'));
    expect(operationIds(new Uint8Array(32).fill(1))('caf\u00e9 noir')).not.toBe(idOf('caf\u00e9 noir'));
  });
});

describe('given permissions', () => {
  const permissions = { grant: ['authorising-officer'], read: 'anyone' } as const;
  const officer = { person: 'o', roles: ['authorising-officer'] };

  it('when a role is named, then it may, and nobody else may; a name that is only inherited is nobody’s', () => {
    expect(() => permit(officer, permissions, 'grant')).not.toThrow();
    expect(() => permit({ person: 'x', roles: [] }, permissions, 'read')).not.toThrow();
    expect(() => permit({ person: 'x', roles: ['applicant'] }, permissions, 'grant')).toThrow('not-permitted');
    for (const action of ['cancel', 'toString', 'constructor', '__proto__']) expect(() => permit(officer, permissions, action as 'grant')).toThrow('not-permitted');
  });
});
