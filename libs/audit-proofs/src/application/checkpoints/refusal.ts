/** Why no checkpoint is signed any more, until a person has looked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The store's tree does not begin with the tree that was signed. */
export function notAnExtension(size: number): Refusal {
  return new Refusal(`the tree over the audit does not begin with what was signed of it, the first ${size} records`);
}
