/** A platform that cannot start, in a sentence for whoever started it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}
