import type { Unconfirmed } from './answer.js';
import { type Book, inForce } from './book.js';
import type { Day } from './calendar.js';
import type { Cited } from './pack.schema.js';

/** The law of one power as it stands on a day: which pack, since when, on which section, and what of it is unconfirmed. */
export type PackInForce = {
  readonly power: string;
  /** Digest of the pack. */
  readonly pack: string;
  readonly clause: string;
  /** Since when its law has stood as it does, and until when it is known to. */
  readonly from: Day;
  readonly until?: Day;
  /** False: the packs know that there is such law, and not its general rule; what no special rule covers cannot be granted. */
  readonly known: boolean;
  readonly unconfirmed: readonly (Unconfirmed & { readonly clause: string })[];
};

/** The law in force on a day, power by power, and what of the law that all powers share is unconfirmed. */
export type Contents = { readonly packs: readonly PackInForce[]; readonly shared: PackInForce['unconfirmed'] };

const isDoubt = (value: object): value is Required<Cited> => (value as Partial<Cited>).confirmed === false && 'what' in value && 'why' in value && 'cite' in value;

/** Every unconfirmed fact inside a value, each once. */
const doubtsIn = (value: unknown): PackInForce['unconfirmed'] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = isDoubt(value) ? [{ what: value.what, why: value.why, clause: value.cite }] : [];
  const all = [...own, ...Object.values(value).flatMap(doubtsIn)];
  return all.filter(({ what }, index) => all.findIndex((other) => other.what === what) === index);
};

/** What the packs hold on a day. */
export const contents = ({ powers, counting, errors, unsureHolidays }: Book, day: Day): Contents => ({
  packs: [...powers.values()].flatMap(({ power, pack, editions }) => {
    const edition = inForce(editions, day);
    if (!edition) return [];
    const { from, until, section, rules } = edition;
    return [{ power, pack, clause: section.cite, from, ...(until === undefined ? {} : { until }), known: rules.some(({ when }) => when === undefined), unconfirmed: doubtsIn([section, rules]) }];
  }),
  shared: doubtsIn([counting, errors, unsureHolidays]),
});
