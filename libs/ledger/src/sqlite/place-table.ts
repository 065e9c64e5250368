const CAPACITY_LEAST = 1_024;
/** Fuller than this, and lookups have to pass by too much. */
const FILLED_MAX = 0.7;
const NOWHERE = 0;

/** Positions by keys, several a key if need be: open addressing in typed arrays, twelve bytes a slot, which the garbage collector never walks. Keys are whole numbers of 53 bits, evenly spread; positions begin at 1. */
export class PlaceTable {
  private keys = new Float64Array(CAPACITY_LEAST);
  private positions = new Uint32Array(CAPACITY_LEAST);
  private count = 0;

  add(key: number, position: number): void {
    if (this.count >= this.keys.length * FILLED_MAX) this.grow();
    this.put(key, position);
    this.count += 1;
  }

  /** What the first position of a key comes to that comes to anything. */
  find<T>(key: number, at: (position: number) => T | undefined): T | undefined {
    const mask = this.keys.length - 1;
    for (let slot = slotOf(key, mask); ; slot = (slot + 1) & mask) {
      const position = this.positions[slot] as number;
      if (position === NOWHERE) return undefined;
      const found = this.keys[slot] === key ? at(position) : undefined;
      if (found !== undefined) return found;
    }
  }

  private put(key: number, position: number): void {
    const mask = this.keys.length - 1;
    let slot = slotOf(key, mask);
    while (this.positions[slot] !== NOWHERE) {
      if (this.keys[slot] === key && this.positions[slot] === position) return;
      slot = (slot + 1) & mask;
    }
    this.keys[slot] = key;
    this.positions[slot] = position;
  }

  private grow(): void {
    const { keys, positions } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.positions = new Uint32Array(keys.length * 2);
    positions.forEach((position, slot) => position !== NOWHERE && this.put(keys[slot] as number, position));
  }
}

const slotOf = (key: number, mask: number): number => (key % 4294967296) & mask;
