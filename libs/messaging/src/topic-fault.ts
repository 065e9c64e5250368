/** Something about topics is put together wrongly (a mapping, the manifest, the wiring); said in words of ours, without covert text, so that they may be logged. */
export class TopicFault extends Error {
  override readonly name = 'TopicFault';
}
