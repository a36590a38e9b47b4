/** A note, or a file that contains one, is refused. The message says why, and shows nothing of the input. */
export class NoteError extends Error {
  override readonly name = 'NoteError';
}
