import type { Client } from '@cpmp/client';
import { Names } from './names.js';

/** A directory that names fifty people at once, as the service does, and notes how many it was asked after. */
const directory = () => {
  const asked: number[] = [];
  const namePersons = async ({ query }: { readonly query: { readonly persons: string } }) => {
    const persons = query.persons.split(',');
    asked.push(persons.length);
    return persons.length > 50 || !persons.every((person) => /^[a-z0-9][a-z0-9._@-]{0,63}$/.test(person)) ? { ok: false } : { ok: true, value: { items: persons.map((person) => ({ person, name: `Name of ${person}` })) } };
  };
  return { asked, client: { notification: { namePersons } } as unknown as Client };
};

describe('what people are called', () => {
  it('given more people than the directory names at once, when they are said, then everybody goes by their name', async () => {
    const { asked, client } = directory();
    const people = Array.from({ length: 120 }, (_, index) => `dc-${index}`);
    const nameOf = await new Names().of(client, [...people, undefined, '', 'dc-0']);
    expect([people.filter((person) => nameOf(person) !== `Name of ${person}`), asked]).toEqual([[], [50, 50, 20]]);
  });

  it('given what is nobody among them, as a record that says who did it, then everybody else goes by their name', async () => {
    const nameOf = await new Names().of(directory().client, ['dc-ahmed', 'the platform', '⟨withheld⟩']);
    expect(['dc-ahmed', 'the platform'].map(nameOf)).toEqual(['Name of dc-ahmed', 'the platform']);
  });

  it('given nobody, then nobody is asked', async () => {
    const { asked, client } = directory();
    const nameOf = await new Names().of(client, []);
    expect([asked, nameOf({ person: 'dc-ahmed', rank: 'detective-constable' })]).toEqual([[], 'Detective constable dc-ahmed']);
  });
});
