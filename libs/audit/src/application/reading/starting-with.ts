/**
 * What a generator yields, of which the first part was asked for already: errors of the beginning come before an answer has
 * begun. When it is left early, the generator is left, too.
 */
export async function* startingWith<T>(
  first: IteratorResult<T>,
  rest: AsyncGenerator<T>,
): AsyncGenerator<T, void, undefined> {
  try {
    for (let part = first; !part.done; part = await rest.next()) yield part.value;
  } finally {
    await rest.return(undefined);
  }
}
